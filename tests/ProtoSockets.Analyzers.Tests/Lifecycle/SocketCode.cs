namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>Puts the lines of a test into a method that has what socket code usually has at hand.</summary>
internal static class SocketCode
{
    /// <summary>The lines as the body of an asynchronous method.</summary>
    public static string Method(string body) =>
        Header + "class Test\n{\n    async Task Run(IPEndPoint endpoint, byte[] buffer, bool condition, CancellationToken stopping)\n    {\n"
        + Indent(body, 8) + "\n        await Task.Yield();\n    }\n\n"
        + "    internal static void Use(object? value) { }\n}\n";

    /// <summary>Members and types as they are.</summary>
    public static string File(string members) => Header + members + "\n";

    private const string Header =
        """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Net;
        using System.Net.Sockets;
        using System.Threading;
        using System.Threading.Tasks;


        """;

    private static string Indent(string text, int columns) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', columns) + line));
}
