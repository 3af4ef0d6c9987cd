using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Makes up protocols with messages that stream, whose frames say how long they are.</summary>
internal static class StreamCatalogue
{
    /// <summary>A protocol as others are, with one message more.</summary>
    public static Gen<ProtocolDeclaration> Protocol =>
        from protocol in ProtocolCatalogue.Framed
        from body in Catalogue.Streamed
        from sender in Gen.Elements(Side.Client, Side.Server, Side.Both)
        select protocol with { Messages = [.. protocol.Messages, With(protocol, body, sender)] };

    /// <summary>Without ids there is one message of a side, and the client's is there.</summary>
    private static MessageDeclaration With(ProtocolDeclaration protocol, RecordDeclaration body, Side sender) =>
        protocol.Messages[0].Number.Length == 0
            ? new MessageDeclaration(body, MessageKind.Message, Side.Server, "", null, null)
            : new MessageDeclaration(body, MessageKind.Message, sender, "12", null, null);
}
