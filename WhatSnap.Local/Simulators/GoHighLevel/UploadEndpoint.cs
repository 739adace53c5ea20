using System.Text.Json.Nodes;

namespace WhatSnap.Local.Simulators.GoHighLevel;

/// <summary>POST /conversations/messages/upload, and the public address of each uploaded file.</summary>
internal sealed class UploadEndpoint(GoHighLevelWorld world)
{
    public const string FilePath = "/_files/{id}/{name}";

    private const int MostFiles = 5;
    private const int LargestFile = 5 * 1024 * 1024;

    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".jpg", ".jpeg", ".png", ".gif", ".svg", ".heic", ".ai",
        ".mp4", ".mpeg", ".3gp", ".mp3", ".wav", ".ogg", ".aac", ".m4a", ".amr",
        ".pdf", ".doc", ".docx", ".txt", ".csv", ".xls", ".xlsx", ".ppt", ".pptx", ".odt",
        ".zip", ".rar", ".vcf", ".ics",
    };

    public GoHighLevelAnswer Upload(GoHighLevelCall call, LocationState state)
    {
        Access.DemandLocation(state, call.Form.GetValueOrDefault("locationId"));
        DemandOwner(call, state);
        if (call.Files.Count == 0) throw GoHighLevelRefusal.Upload(400, "No file was attached");
        if (call.Files.Count > MostFiles)
            throw GoHighLevelRefusal.Upload(413, $"No more than {MostFiles} files at once");
        if (call.Files.Any(file => file.Content.Length > LargestFile))
            throw GoHighLevelRefusal.Upload(413, "File is larger than 5 MB");
        if (call.Files.FirstOrDefault(file => !Extensions.Contains(Path.GetExtension(file.Name))) is { } unknown)
            throw GoHighLevelRefusal.Upload(415, $"File type of {unknown.Name} is not supported");

        var addresses = new JsonObject();
        foreach (var file in call.Files)
            addresses[file.Name] = AddressOf(world.Files.Add(file), file.Name, call.Origin);

        return GoHighLevelAnswer.Ok(new JsonObject { ["uploadedFiles"] = addresses });
    }

    public static string AddressOf(string id, string name, string origin) =>
        $"{origin}/_files/{id}/{Uri.EscapeDataString(name)}";

    public async Task ServeAsync(HttpContext context)
    {
        var file = world.Files.Get((string)context.Request.RouteValues["id"]!);
        if (file is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = file.ContentType;
        context.Response.ContentLength = file.Content.Length;
        await context.Response.Body.WriteAsync(file.Content);
    }

    private void DemandOwner(GoHighLevelCall call, LocationState state)
    {
        if (call.Form.GetValueOrDefault("contactId") is { Length: > 0 } contactId)
            Access.DemandContact(world, state, contactId);
        else if (call.Form.GetValueOrDefault("conversationId") is { Length: > 0 } conversationId)
            Access.DemandConversation(world, state, conversationId);
        else
            throw GoHighLevelRefusal.Upload(400, "conversationId or contactId is required");
    }
}
