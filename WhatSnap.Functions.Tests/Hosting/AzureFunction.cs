using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace WhatSnap.Functions.Tests.Hosting;

/// <summary>A function of the Azure host, found by its attributes as the host finds it.</summary>
internal sealed record AzureFunction(string Name, MethodInfo Method)
{
    public static IReadOnlyList<AzureFunction> All { get; } =
    [
        .. typeof(AzureHost).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => (Method: method, Attribute: method.GetCustomAttribute<FunctionAttribute>()))
            .Where(one => one.Attribute is not null)
            .Select(one => new AzureFunction(one.Attribute!.Name, one.Method)),
    ];

    public static IEnumerable<string> NamesOf<TTrigger>()
        where TTrigger : Attribute => All.Where(function => function.Trigger<TTrigger>() is not null).Select(function => function.Name);

    public static List<TTrigger> Triggers<TTrigger>()
        where TTrigger : Attribute => [.. All.Select(function => function.Trigger<TTrigger>()).OfType<TTrigger>()];

    public TTrigger? Trigger<TTrigger>()
        where TTrigger : Attribute =>
        Method.GetParameters().Select(parameter => parameter.GetCustomAttribute<TTrigger>()).SingleOrDefault(trigger => trigger is not null);
}
