namespace ProtoSockets.Analyzers.Tests.Network;

/// <summary>Puts the lines of a test into a method that has connections, or datagram sockets, at hand.</summary>
internal static class NetworkCode
{
    /// <summary>The lines as the body of an asynchronous method with stream sockets. No token: a rule is about those that have none.</summary>
    public static string Streams(string body, string members = "") => Method(
        "Socket socket, NetworkStream stream, SslStream tls, TcpClient client, TcpListener listener, SocketAsyncEventArgs args, IPEndPoint endpoint, byte[] buffer, bool condition", body, members);

    /// <summary>The lines as the body of an asynchronous method with datagram sockets.</summary>
    public static string Datagrams(string body, string members = "") => Method("Socket socket, UdpClient udp, IPEndPoint endpoint, byte[] buffer, bool condition", body, members);

    /// <summary>Members and types as they are.</summary>
    public static string File(string members) => Header + members + "\n";

    private static string Method(string parameters, string body, string members) =>
        Header + "class Test\n{\n    async Task Run(" + parameters + ")\n    {\n" + Indent(body, 8) + "\n        await Task.Yield();\n    }\n\n" + Indent(members, 4)
        + "\n    static void Use(object? value) { }\n}\n";

    private const string Header =
        """
        using System;
        using System.Buffers;
        using System.Buffers.Binary;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net;
        using System.Net.Security;
        using System.Net.Sockets;
        using System.Text;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;


        """;

    private static string Indent(string text, int columns) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : new string(' ', columns) + line));
}
