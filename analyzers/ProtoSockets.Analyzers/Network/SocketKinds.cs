using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ProtoSockets.Analyzers.Network;

/// <summary>What a socket carries.</summary>
internal enum SocketKind
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>A stream of bytes without borders.</summary>
    Stream,

    /// <summary>Datagrams, each whole.</summary>
    Datagram,
}

/// <summary>Tells stream sockets from datagram sockets, by how they were made.</summary>
internal static class SocketKinds
{
    /// <summary>What is known of types and files: for as long as somebody holds on to them.</summary>
    private static readonly ConditionalWeakTable<SyntaxNode, StrongBox<SocketKind>> Surroundings = new();

    /// <summary>One of these is in each name that says that a type deals with datagrams; a name that is written with escapes is in none.</summary>
    private static readonly string[] DatagramWords = ["Dgram", "Raw", "Udp", "Icmp", "ReceiveFrom", "ReceiveMessageFrom", "SendTo", "\\u"];

    /// <summary>The kind of the socket that an expression is.</summary>
    /// <param name="socket">The expression.</param>
    /// <returns>
    /// The kind. A parameter or a field is taken for a stream unless the type around it deals with datagrams too: most sockets are streams, and one that is not is made
    /// or used as a datagram socket nearby.
    /// </returns>
    public static SocketKind Of(IOperation? socket)
    {
        IOperation? unwrapped = socket is null ? null : Operations.UnwrapAwaited(socket);
        switch (unwrapped)
        {
            case null:
                return SocketKind.Unknown;
            case IObjectCreationOperation creation:
                return Of(creation);
            case IInvocationOperation { TargetMethod.Name: "Accept" or "AcceptAsync" or "AcceptSocket" or "AcceptSocketAsync" }:
                return SocketKind.Stream;
            case IPropertyReferenceOperation { Property: { Name: "Client" or "Server", ContainingType.Name: var owner } }:
                return owner switch { "TcpClient" or "TcpListener" => SocketKind.Stream, "UdpClient" => SocketKind.Datagram, _ => SocketKind.Unknown };
            case ILocalReferenceOperation local when Operations.OnlyValueOf(local) is { } value && value is not ILocalReferenceOperation:
                SocketKind kind = Of(value);
                return kind == SocketKind.Unknown ? OfSurroundings(unwrapped) : kind;
            default:
                return OfSurroundings(unwrapped);
        }
    }

    private static SocketKind Of(IObjectCreationOperation creation)
    {
        foreach (IArgumentOperation argument in creation.Arguments)
        {
            if (argument.Parameter?.Type.Name == "SocketType")
            {
                // SocketType.Stream is 1, Dgram is 2; the numbers are those of the system's own header.
                return argument.Value.ConstantValue.Value switch { 1 => SocketKind.Stream, 2 or 3 => SocketKind.Datagram, _ => SocketKind.Unknown };
            }
        }

        return SocketKind.Unknown;
    }

    private static SocketKind OfSurroundings(IOperation operation)
    {
        SyntaxNode? type = operation.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>();
        return Surroundings.GetValue(type ?? operation.Syntax.SyntaxTree.GetRoot(), static surroundings => new StrongBox<SocketKind>(OfNames(surroundings))).Value;
    }

    /// <summary>Most types do not deal with datagrams, and their text tells: only where a word is there is it worth going through the names, to see whether it is one.</summary>
    private static SocketKind OfNames(SyntaxNode surroundings) =>
        MentionsDatagrams(surroundings.SyntaxTree.GetText().ToString(surroundings.Span)) && surroundings.DescendantNodes().OfType<SimpleNameSyntax>().Any(static name => name.Identifier.ValueText
            is "Dgram" or "Raw" or "Udp" or "Icmp" or "ReceiveFrom" or "ReceiveFromAsync" or "ReceiveMessageFrom" or "ReceiveMessageFromAsync" or "SendTo" or "SendToAsync" or "UdpClient")
                ? SocketKind.Unknown
                : SocketKind.Stream;

    private static bool MentionsDatagrams(string text)
    {
        foreach (string word in DatagramWords)
        {
            if (text.IndexOf(word, StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }
}
