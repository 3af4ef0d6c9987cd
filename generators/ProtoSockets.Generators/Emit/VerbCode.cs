using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit;

/// <summary>Emits what tells messages apart by the verbs they begin with, and what finds their ends.</summary>
internal static class VerbCode
{
    /// <summary>The shape of what the sender of a frame sends.</summary>
    public const string Shape = $"scan.From == {Known.Side}.Server ? ServerShape : ClientShape";

    /// <summary>The static field of the format of lines with a correlation id.</summary>
    private const string TagLine = "TagLine";

    private const string Table = Known.Runtime + ".VerbTable";

    /// <summary>The static fields: the verbs and the shapes of each side.</summary>
    public static void EmitFields(SourceWriter code, ProtocolSpec protocol)
    {
        if (protocol.Messages.FirstOrDefault(message => message.Correlation?.Token is not null)?.Record.Line is { } line)
        {
            code.Line($"private static readonly {Known.Runtime}.LineFormat {TagLine} = {LineCode.Create(line)};");
        }

        foreach (Side side in new[] { Side.Client, Side.Server })
        {
            if (protocol.Verbs is { } verbs)
            {
                MessageSpec[] sent = [.. protocol.Messages.Where(message => IsSentBy(message, side))];
                long other = sent.FirstOrDefault(message => message.Verbs.Count == 0)?.Id?.Value ?? 0;
                string behind = sent.Any(IsTagged) ? $" {{ BehindTag = ({TagLine}, {TableOf(verbs, 0, sent.Where(IsTagged))}) }}" : string.Empty;
                code.Line($"private static readonly {Table} {side}Verbs = {TableOf(verbs, other, sent.Where(message => !IsTagged(message)))}{Front(verbs, side)}{behind};");
            }

            if (protocol.Framing is SelfDelimitingFraming)
            {
                code.Line($"private static readonly {ShapeCode.Shape} {side}Shape = {ShapeOf(protocol, side)};");
            }
        }

        if (protocol.Verbs is not null || protocol.Framing is SelfDelimitingFraming)
        {
            code.Line();
        }
    }

    private static string Front(VerbsSpec verbs, Side side) =>
        verbs.Front is { } front && (front.From == Side.Both || front.From == side) ? $" {{ Front = {ShapeCode.Element(front.TypeName, null)} }}" : string.Empty;

    public static void EmitRoute(SourceWriter code, ProtocolSpec protocol)
    {
        code.Line($"int id = message.From == {Known.Side}.Server ? ServerVerbs.Find(message.Rest) : ClientVerbs.Find(message.Rest);");
        code.Open($"{Known.Runtime}.FrameKind kind = id switch");
        foreach (MessageSpec message in protocol.Messages)
        {
            code.Line($"{message.Id!.Value} => {WireEmitter.Kind(message.Kind)},");
        }

        code.Line($"_ => {WireEmitter.Kind(null)},");
        code.Close(";");
        EmitTags(code, protocol);
        code.Line($"route = new {Known.Route}(kind, id, {(protocol.CorrelationIsText ? "correlation" : "0")});");
        code.Line("return true;");
    }

    /// <summary>Reads the ids that are tokens of lines. A message that nobody knows has one, too, where its side puts them in front of the verbs: it may be refused.</summary>
    private static void EmitTags(SourceWriter code, ProtocolSpec protocol)
    {
        if (!protocol.CorrelationIsText)
        {
            return;
        }

        code.Line("global::System.UInt128 correlation = 0;");
        foreach (MessageSpec message in protocol.Messages.Where(message => message.Correlation is not null))
        {
            Emit($"id == {message.Id!.Value}", message.Correlation!, $"{message.Name}.{message.Correlation!.Member}");
        }

        foreach (Side side in new[] { Side.Client, Side.Server })
        {
            if (protocol.Messages.FirstOrDefault(message => IsSentBy(message, side) && IsTagged(message))?.Correlation is { } first)
            {
                Emit($"id == 0 && message.From == {Known.Side}.{side}", first with { Bytes = 16 }, first.Member);
            }
        }

        void Emit(string condition, CorrelationSpec id, string path)
        {
            code.Line($"if ({condition} && !{CorrelationCode.TextClass}.TryRead(ref message, {TagLine}, index: {id.Token}, most: {id.Bytes}, \"{path}\", out correlation))");
            code.Open();
            code.Line("route = default;");
            code.Line("return false;");
            code.Close();
            code.Line();
        }
    }

    private static string TableOf(VerbsSpec verbs, long other, IEnumerable<MessageSpec> messages)
    {
        IEnumerable<string> rows = messages.SelectMany(message => message.Verbs.Select(verb =>
            $"({LineCode.Quote(verb)}, {(message.Record.Line is null ? "false" : "true")}, {message.Id!.Value})"));
        return $"new({string.Join(", ", [verbs.IgnoreCase ? "true" : "false", other.ToString(), .. rows])})";
    }

    private static bool IsTagged(MessageSpec message) => message.Record.Line is { IsTagged: true };

    private static string ShapeOf(ProtocolSpec protocol, Side side)
    {
        const string unknown = Known.Runtime + ".SelfDelimitingFraming.UnknownLine";
        MessageSpec[] sent = [.. protocol.Messages.Where(message => IsSentBy(message, side))];
        if (protocol.Verbs is null)
        {
            return sent.Length == 0 ? unknown : $"new({ShapeCode.Step}.Nested({ShapeCode.Element(sent[0].FullName, null)}))";
        }

        long last = sent.Length == 0 ? 0 : sent.Max(message => message.Id!.Value);
        IEnumerable<string> choices = Enumerable.Range(0, (int)last + 1).Select(id =>
            sent.FirstOrDefault(message => message.Id!.Value == id) is { } message ? ShapeCode.Element(message.FullName, null) : $"static () => {unknown}");
        return $"new({ShapeCode.Step}.Choice({side}Verbs, {string.Join(", ", choices)}))";
    }

    private static bool IsSentBy(MessageSpec message, Side side) => message.From == Side.Both || message.From == side;
}
