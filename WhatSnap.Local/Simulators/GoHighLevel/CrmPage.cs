using System.Globalization;
using System.Text.Encodings.Web;
using WhatSnap.Local.Hosting;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>The page of a person who works in GoHighLevel: reads conversations, answers, changes tags. It needs no script.</summary>
internal sealed class CrmPage(GoHighLevelWorld world)
{
    private const int MostContacts = 200;
    private const int MostMessages = 200;
    private const string AnswerPath = "/_page/answer";
    private const string TagPath = "/_page/tag";
    private const string DndPath = "/_page/dnd";
    private const string AllChannels = "all";

    public void Map(WebApplication application)
    {
        application.MapMethods("/", ["GET"], ShowAsync);
        application.MapMethods(AnswerPath, ["POST"], context => ActAsync(context, AnswerAsync));
        application.MapMethods(TagPath, ["POST"], context => ActAsync(context, ChangeTagAsync));
        application.MapMethods(DndPath, ["POST"], context => ActAsync(context, ChangeDndAsync));
    }

    private Task ShowAsync(HttpContext context)
    {
        var entries = world.Contacts.Select(contact => (Contact: contact, Messages: MessagesOf(contact)))
            .OrderByDescending(entry => entry.Messages.Count > 0 ? entry.Messages[^1].Sequence : 0)
            .Take(MostContacts).ToList();
        var wanted = context.Request.Query["contact"].ToString();
        var chosen = entries.Find(entry => entry.Contact.Id == wanted);
        if (chosen.Contact is null && entries.Count > 0) chosen = entries[0];

        var calls = world.Faults.Unavailable ? ", switched off" : "";
        var numbers = $"{world.Contacts.Count} contacts, {world.Log.Count} messages, {world.Calls.Total} calls{calls}";
        var list = string.Concat(entries.Select(entry => Link(entry.Contact, entry.Messages, entry.Contact.Id == chosen.Contact?.Id)));
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(chosen.Contact is { } contact
            ? GoHighLevelPage.Html(numbers, list, Head(contact), Thread(chosen.Messages), Answer(contact))
            : GoHighLevelPage.Html(numbers, list, "<h2>No contacts yet</h2>", Empty(
                "As soon as a message is delivered here, its sender appears on the left."), ""));
    }

    private IReadOnlyList<SimulatedMessage> MessagesOf(SimulatedContact contact) =>
        world.Log.ConversationOf(contact.Id) is { } conversation ? world.Log.Of(conversation.Id) : [];

    private static string Link(SimulatedContact contact, IReadOnlyList<SimulatedMessage> messages, bool isChosen)
    {
        var last = messages.Count > 0 ? Faint(messages[^1].Body is { Length: > 0 } body ? body : "(attachment)") : "";
        var tags = string.Concat(contact.Tags.Select(tag => $"<span class=\"tag\">{Encode(tag)}</span>"));
        var phone = contact.Name.Length > 0 ? Faint(contact.Phone ?? "") : "";
        return $"""
            <a href="/?contact={contact.Id}"{(isChosen ? " aria-current=\"true\"" : "")}><span class="name">{Encode(Title(contact))}</span>{phone}{last}{tags}</a>
            """;
    }

    private string Head(SimulatedContact contact)
    {
        var tags = contact.Tags.Select(tag => $"""
            <form class="tag" method="post" action="{TagPath}">{Hidden(contact)}<input type="hidden" name="remove" value="{Encode(tag)}">{Encode(tag)}<button aria-label="Remove the tag {Encode(tag)}" title="Remove this tag">×</button></form>
            """);
        var known = world.TagsOf(contact.LocationId).Select(tag => $"<option value=\"{Encode(tag)}\"></option>");
        return $"""
            <h2>{Encode(Title(contact))} <span class="faint">{Encode(contact.Phone ?? "no phone")} · in {Encode(contact.LocationId)}</span></h2>
            <div class="tags">{string.Concat(tags)}<form method="post" action="{TagPath}">{Hidden(contact)}<input name="add" required placeholder="Add a tag" aria-label="Add a tag" list="known-tags" size="14"><datalist id="known-tags">{string.Concat(known)}</datalist><button>Add</button></form></div>
            <div class="tags"><span class="faint">Do not disturb:</span>{string.Concat(ContactDnd.Channels.Prepend(AllChannels).Select(channel => DndSwitch(contact, channel)))}</div>
            """;
    }

    private static string DndSwitch(SimulatedContact contact, string channel)
    {
        var isOn = ContactDnd.IsOn(contact, channel == AllChannels ? null : channel);
        var name = channel == AllChannels ? "everything" : channel;
        return $"""
            <form method="post" action="{DndPath}">{Hidden(contact)}<input type="hidden" name="channel" value="{channel}"><input type="hidden" name="on" value="{(isOn ? "no" : "yes")}"><button aria-pressed="{(isOn ? "true" : "false")}" title="Switch do not disturb for {name} {(isOn ? "off" : "on")}">{name}: {(isOn ? "on" : "off")}</button></form>
            """;
    }

    private string Thread(IReadOnlyList<SimulatedMessage> messages)
    {
        if (messages.Count == 0) return Empty("No messages with this contact yet.");
        return string.Concat(messages.OrderBy(message => message.DateAdded).ThenBy(message => message.Sequence)
            .TakeLast(MostMessages).Select(Bubble));
    }

    private string Bubble(SimulatedMessage message)
    {
        var isInbound = message.Direction == "inbound";
        var text = message.Body.Length > 0 ? $"<div class=\"text\">{Encode(message.Body)}</div>" : "";
        var by = isInbound ? "from the contact" : message.Source switch
        {
            "app" => $"by {NameOf(message)}",
            "workflow" => "by a workflow",
            _ => "by a program",
        };
        var date = message.DateAdded.UtcDateTime.ToString("d MMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture);
        var status = isInbound ? "" : $" · {Status(message)}";
        return $"""
            <div class="message {(isInbound ? "inbound" : "outbound")}">{text}{string.Concat(message.Attachments.Select(Attachment))}<div class="faint">{date} UTC · {message.Type} {Encode(by)}{status}</div></div>
            """;
    }

    private string NameOf(SimulatedMessage message) =>
        world.LocationOfContact(message.ContactId)?.Users.FirstOrDefault(user => user.Id == message.UserId)?.Name
        ?? message.UserId ?? "a person";

    private static string Status(SimulatedMessage message)
    {
        var tone = message.Status switch { "delivered" or "read" => " good", "failed" => " bad", _ => "" };
        var error = message.Statuses.Select(status => status.Error).LastOrDefault();
        var reason = error is null ? "" : $" <span class=\"bad\">({Encode(error.Code)}: {Encode(error.Message)})</span>";
        return $"<span class=\"status{tone}\">{message.Status}</span>{reason}";
    }

    private static string Attachment(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")) return Encode(address);
        var image = Path.GetExtension(uri.AbsolutePath).ToLowerInvariant() is ".png" or ".jpg" or ".jpeg" or ".gif"
            ? $"<img src=\"{Encode(address)}\" alt=\"{Encode(Path.GetFileName(uri.AbsolutePath))}\" loading=\"lazy\">"
            : Encode(address);
        return $"<a href=\"{Encode(address)}\" target=\"_blank\" rel=\"noopener noreferrer\">{image}</a>";
    }

    private string Answer(SimulatedContact contact)
    {
        var users = world.LocationOfContact(contact.Id)?.Users ?? [];
        var people = string.Concat(users.Select(user => $"<option value=\"{Encode(user.Id)}\">{Encode(user.Name)}</option>"));
        var who = people.Length > 0 ? $"<label class=\"faint\">You are <select name=\"userId\">{people}</select></label>" : "";
        return $"""
            <form class="answer" method="post" action="{AnswerPath}" enctype="multipart/form-data">{Hidden(contact)}
            <textarea name="message" placeholder="Write an answer" aria-label="Write an answer"></textarea>
            <div class="buttons"><input type="file" name="file" aria-label="A picture or file, if you like">{who}
            <button class="main" name="as" value="person">Send as a person</button><button name="as" value="workflow">Send as a workflow</button></div></form>
            """;
    }

    /// <summary>Only for pages of this machine: what is written here goes out to phones.</summary>
    private async Task ActAsync(HttpContext context, Func<IFormCollection, string, Task> act)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var contactId = form["contactId"].ToString();
        if (!OwnMachine.IsMeant(context.Request) || world.Contact(contactId) is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await act(form, contactId);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"/?contact={contactId}";
    }

    private async Task AnswerAsync(IFormCollection form, string contactId)
    {
        var attachments = new List<string>();
        foreach (var file in form.Files.Where(file => file.Length > 0))
        {
            using var buffer = new MemoryStream();
            await file.CopyToAsync(buffer);
            attachments.Add(world.Shelve(file.FileName, file.ContentType, buffer.ToArray()));
        }

        // Browsers send line ends as two characters.
        var text = form["message"].ToString().Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
        if (text.Length == 0 && attachments.Count == 0) return;
        if (form["as"] == "workflow") world.WriteAsWorkflow(contactId, text, attachments);
        else world.WriteAsPerson(contactId, text, attachments, form["userId"].ToString() is { Length: > 0 } user ? user : null);
    }

    private Task ChangeTagAsync(IFormCollection form, string contactId)
    {
        if (form["add"].ToString().Trim() is { Length: > 0 } added) world.AddTag(contactId, added);
        if (form["remove"].ToString() is { Length: > 0 } removed) world.RemoveTag(contactId, removed);
        return Task.CompletedTask;
    }

    private Task ChangeDndAsync(IFormCollection form, string contactId)
    {
        var channel = form["channel"].ToString();
        if (channel == AllChannels || ContactDnd.Channels.Contains(channel))
        {
            world.SetDoNotDisturb(contactId, form["on"] == "yes", channel == AllChannels ? null : channel);
        }

        return Task.CompletedTask;
    }

    private static string Hidden(SimulatedContact contact) => $"<input type=\"hidden\" name=\"contactId\" value=\"{contact.Id}\">";

    private static string Title(SimulatedContact contact) =>
        contact.Name.Length > 0 ? contact.Name : contact.Phone ?? contact.Email ?? contact.Id;

    private static string Faint(string text) => $"<span class=\"faint last\">{Encode(text)}</span>";

    private static string Empty(string text) => $"<p class=\"empty\">{Encode(text)}</p>";

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
