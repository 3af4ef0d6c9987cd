using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Makes up protocols whose messages delimit themselves: lines and what they count, told by verbs.</summary>
internal static class TextCatalogue
{
    /// <summary>First tokens of lines. One begins as another does: a line's verb is the whole token.</summary>
    private static readonly string[] Verbs = ["GET", "GETS", "+OK", "pub", "-"];

    /// <summary>What messages that are no lines begin with, and the first byte of it; none of them goes on in a token.</summary>
    private static readonly (string Text, byte First)[] Beginnings = [("*", (byte)'*'), ("$", (byte)'$'), ("VALUE ", (byte)'V'), ("item:", (byte)'i'), ("\\r\\n", (byte)'\r')];

    /// <summary>A protocol.</summary>
    public static Gen<ProtocolDeclaration> Protocol { get; } = Gen.Frequency((3, Told(Message())), (1, Alone(Message())), (1, Fronted()));

    /// <summary>A protocol some of whose messages end with a member that streams.</summary>
    public static Gen<ProtocolDeclaration> Streaming { get; } = Gen.Frequency((3, Told(Gen.OneOf(Message(), Streamed(), Streamed()))), (1, Alone(Streamed())));

    private static Gen<string> Attributes => Gen.Elements(", SelfDelimiting", ", SelfDelimiting, LittleEndian", ", SelfDelimiting, Verbs(IgnoreCase = true)");

    /// <summary>A protocol whose messages may have records in front.</summary>
    private static Gen<ProtocolDeclaration> Fronted() =>
        from front in Catalogue.Front
        from protocol in Told(Gen.OneOf(Catalogue.SelfDelimiting.Select(body => new Text(body, IsLine: false) { IsFronted = true }), Message()))
        select protocol with { Front = front };

    private static Gen<Text> Message() => Gen.OneOf(
        Lines(Pieces.LineMessage()),
        from body in Catalogue.SelfDelimiting select new Text(body, IsLine: false));

    private static Gen<Text> Streamed() => Gen.OneOf(
        Lines(Pieces.StreamedLine()),
        from body in Gen.Frequency((3, Catalogue.StreamedToItsEnd), (1, Catalogue.StreamedToTheConnectionsEnd)).Where(Catalogue.IsUnaligned) select new Text(body, IsLine: false));

    private static Gen<Text> Lines(Gen<RecordDeclaration> bodies) =>
        from body in bodies.Where(Catalogue.IsUnaligned)
        from verb in Gen.Elements("", "", "string", "Utf8Text")
        select new Text(body, IsLine: true) { Verb = verb };

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
        /// <summary>The type of a member that is the verb, of two that the message may have; empty where there is none.</summary>
        public string Verb { get; init; } = string.Empty;

        /// <summary>Whether it reads records in front of it.</summary>
        public bool IsFronted { get; init; }

        /// <summary>The message with a verb: the first token of a line, or bytes that another message begins with.</summary>
        public (RecordDeclaration Body, string Verb) Told(int index)
        {
            if (!IsLine)
            {
                (string Text, byte First) beginning = Beginnings[index];
                RecordDeclaration body = IsFronted
                    ? new RecordDeclaration([Pieces.Fronted(Body, beginning)], Body.IsClass, IsPositional: false, "")
                    : Body with { Pieces = [Pieces.Beginning(beginning.Text), .. Body.Pieces], IsPositional = false };
                return (body, $"\"{beginning.Text}\"");
            }

            string verb = $"\"{Verbs[index]}\"";
            string verbs = $"{verb}, \"{Verbs[index]}2\"";
            return Verb.Length == 0 ? (Body, verb) : (Body with { Pieces = [Pieces.Verb(Verb, verbs), .. Body.Pieces] }, verbs);
        }
    }
}
