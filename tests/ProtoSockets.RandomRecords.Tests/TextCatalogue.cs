using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Makes up protocols whose messages delimit themselves: lines and what they count, told by verbs.</summary>
internal static class TextCatalogue
{
    /// <summary>First tokens of lines. One begins as another does: a line's verb is the whole token.</summary>
    private static readonly string[] Verbs = ["GET", "GETS", "+OK", "pub", "-"];

    /// <summary>What messages that are no lines begin with; none of them goes on in a token.</summary>
    private static readonly string[] Beginnings = ["*", "$", "VALUE ", "item:", "\\r\\n"];

    /// <summary>A protocol.</summary>
    public static Gen<ProtocolDeclaration> Protocol { get; } = Gen.Frequency((3, Told(Message())), (1, Alone(Message())));

    /// <summary>A protocol some of whose messages end with a member that streams.</summary>
    public static Gen<ProtocolDeclaration> Streaming { get; } = Gen.Frequency((3, Told(Gen.OneOf(Message(), Streamed(), Streamed()))), (1, Alone(Streamed())));

    private static Gen<Text> Message() => Gen.OneOf(
        from body in Pieces.LineMessage() select new Text(body, IsLine: true),
        from body in Catalogue.SelfDelimiting select new Text(body, IsLine: false));

    private static Gen<Text> Streamed() => Gen.OneOf(
        from body in Pieces.StreamedLine() select new Text(body, IsLine: true),
        from body in Catalogue.StreamedToItsEnd select new Text(body, IsLine: false));

    private static Gen<string> Attributes => Gen.Elements(", SelfDelimiting", ", SelfDelimiting, LittleEndian", ", SelfDelimiting, Verbs(IgnoreCase = true)");

    /// <summary>Messages of both sides, and a call.</summary>
    private static Gen<ProtocolDeclaration> Told(Gen<Text> message) =>
        from attributes in Attributes
        from texts in message.ListOf(5)
        from count in Gen.Choose(1, 3)
        from senders in Gen.Elements(Side.Client, Side.Server, Side.Both).ListOf(3)
        from hasRequest in Gen.Elements(true, false)
        let told = texts.Select((text, index) => text.Told(index)).ToArray()
        select new ProtocolDeclaration(
            attributes,
            [],
            [
                .. Enumerable.Range(0, count).Select(index => new MessageDeclaration(told[index].Body, MessageKind.Message, senders[index], told[index].Verb, null, null)),
                .. hasRequest
                    ? [
                        new MessageDeclaration(told[3].Body, MessageKind.Request, Side.Client, told[3].Verb, null, null),
                        new MessageDeclaration(told[4].Body, MessageKind.Reply, Side.Server, told[4].Verb, null, null),
                    ]
                    : (MessageDeclaration[])[],
            ]);

    /// <summary>One message of each side, which nothing has to be told from.</summary>
    private static Gen<ProtocolDeclaration> Alone(Gen<Text> message) =>
        from order in Gen.Elements("", ", LittleEndian")
        from client in message
        from server in message
        select new ProtocolDeclaration(
            ", SelfDelimiting" + order,
            [],
            [new MessageDeclaration(client.Body, MessageKind.Message, Side.Client, "", null, null), new MessageDeclaration(server.Body, MessageKind.Message, Side.Server, "", null, null)]);

    /// <summary>A message before it has a verb.</summary>
    private sealed record Text(RecordDeclaration Body, bool IsLine)
    {
        /// <summary>The message with a verb: the first token of a line, or bytes that another message begins with.</summary>
        public (RecordDeclaration Body, string Verb) Told(int index)
        {
            string verb = (IsLine ? Verbs : Beginnings)[index];
            return (IsLine ? Body : Body with { Pieces = [Beginning(verb), .. Body.Pieces], IsPositional = false }, $"\"{verb}\"");
        }

        private static Piece Beginning(string verb) => new(PiecePlace.Anywhere, IsSimple: false, (scope, _) =>
        {
            scope.Initializers.Add("First = Any.Value<byte>(random)");
            return $"    [Magic(\"{verb}\")] public byte First {{ get; init; }}\n";
        });
    }
}
