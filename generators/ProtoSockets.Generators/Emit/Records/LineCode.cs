using System.Text;
using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>The code of the line that a record begins with, and of terminators.</summary>
internal static class LineCode
{
    /// <summary>The static field that holds the line's format.</summary>
    public const string Format = "LineOnWire";

    public const string Terminated = Known.Runtime + ".WireTerminated";
    public const string Tokens = Known.Runtime + ".LineTokens";

    /// <summary>The static fields of a record's line.</summary>
    public static void WriteFields(RecordSpec record, SourceWriter code)
    {
        if (record.Line is not { } line)
        {
            return;
        }

        string type = Known.Runtime + ".LineFormat";
        code.Line($"private static readonly {type} {Format} = {Create(line)};");
        foreach (MemberSpec member in record.Members.Where(member => member.IsToken))
        {
            if (member.Form is ListForm list)
            {
                string create = list.Element switch
                {
                    TextForm { IsString: true } text => $"Text({Format}, {Known.Runtime}.TextEncoding.{text.Encoding})",
                    TextForm => $"Text({Format})",
                    _ => $"Bytes({Format})",
                };
                code.Line($"private static readonly {Known.Element}<{list.ElementType}> {FieldOf(member)} = {Tokens}.{create};");
            }
            else if (IsVerb(line, record, member))
            {
                code.Line($"private static readonly string[] {FieldOf(member)} = [{string.Join(", ", line.KeptVerbs.Select(Quote))}];");
            }
        }

        code.Line();
    }

    /// <summary>A line's format.</summary>
    public static string Create(LineSpec line) => $"new({Literal(line.Separator)}, {Literal(line.Terminator)}, lenient: {(line.Lenient ? "true" : "false")}, maxBytes: {line.MaxBytes})";

    /// <summary>The static field that holds how one token of a list is read and written, or the verbs that a member may hold.</summary>
    public static string FieldOf(MemberSpec member) => member.Name + "OfLine";

    public static void Enter(LineSpec line, ReadScope scope)
    {
        scope.Line = scope.Locals.New("line");
        scope.Code.If($"!{Format}.TryEnter(ref reader, out {Known.Runtime}.WireLine {scope.Line})", "return false;");
        if (!line.IsTagged)
        {
            ReadVerb(line, scope);
        }
    }

    /// <summary>Reads the verb that is no member's.</summary>
    public static void ReadVerb(LineSpec line, ReadScope scope)
    {
        if (line.Verb is { } verb)
        {
            scope.Code.If($"!{Format}.TryVerb(ref reader, ref {scope.Line}, {Literal(verb)}, ignoreCase: {(line.IgnoreCase ? "true" : "false")})", "return false;");
        }
    }

    /// <summary>Checks that the token in front of the reader is one of the message's verbs, if the member holds them.</summary>
    public static void CheckVerb(ReadScope scope, MemberSpec member, string length, string failed)
    {
        if (scope.Record.Line is { } line && IsVerb(line, scope.Record, member))
        {
            scope.Code.If($"!{Known.Runtime}.LineFormat.IsVerb(ref reader, {length}, ignoreCase: {(line.IgnoreCase ? "true" : "false")}, {FieldOf(member)})", failed);
        }
    }

    private static bool IsVerb(LineSpec line, RecordSpec record, MemberSpec member) => line.KeptVerbs.Count > 0 && record.Members[line.VerbIndex] == member;

    public static void Leave(ReadScope scope) => scope.Code.If($"!{Known.Runtime}.LineFormat.TryLeave(ref reader, ref {scope.Line})", "return false;");

    public static void Begin(LineSpec line, WriteScope scope)
    {
        scope.Line = scope.Locals.New("lineStart");
        scope.Code.Line($"int {scope.Line} = writer.Position;");
        if (!line.IsTagged)
        {
            WriteVerb(line, scope);
        }
    }

    private static void WriteVerb(LineSpec line, WriteScope scope)
    {
        if (line.Verb is { } verb)
        {
            if (line.IsTagged)
            {
                scope.Code.Line($"_ = {Format}.Separate(ref writer, {scope.Line});");
            }

            scope.Code.Line($"writer.Write({Literal(verb)});");
        }
    }

    public static void End(RecordSpec record, WriteScope scope)
    {
        OptionalTokenCode.Check(record, scope);
        scope.Code.Line($"{Format}.End(ref writer, {scope.Line}, \"{record.Type.Name}\");");
    }

    /// <summary>What follows the reading of a member: its terminator.</summary>
    public static void AfterRead(MemberSpec member, ReadScope scope)
    {
        if (member.Suffix.Count > 0)
        {
            string passing = member.Form is BytesForm { IsStreamed: true } ? StreamedCode.Streams : Terminated;
            scope.Code.If($"!{passing}.TrySkip(ref reader, {Literal(member.Suffix)})", $"return reader.In(\"{member.Name}\");");
        }
        else if (member.Form is not ListForm && LengthOf(member.Form) is TerminatedBy by)
        {
            scope.Code.Line($"{Terminated}.Skip(ref reader, {by.Terminator.Count});");
        }
    }

    /// <summary>Writes a member with what the line or its terminator need around it.</summary>
    public static void Write(MemberSpec member, RecordSpec record, WriteScope scope, Action write)
    {
        LengthSource? length = LengthOf(member.Form);
        if (member.Form is not ListForm && length is Token token)
        {
            string start = scope.Locals.New(member.Name, "Start");
            scope.Code.Line($"int {start} = {Format}.Separate(ref writer, {scope.Line});");
            write();
            if (member.Form is not AsciiForm)
            {
                scope.Code.Line($"{Format}.{(token.IsRest ? "CheckRest" : "CheckToken")}(ref writer, {start}, \"{member.Name}\");");
            }

            if (record.Line is { } line && IsVerb(line, record, member))
            {
                // Another word would be read as another message, or as none.
                scope.Code.Line($"{Known.Runtime}.LineFormat.CheckVerb(ref writer, {start}, \"{member.Name}\", ignoreCase: {(line.IgnoreCase ? "true" : "false")}, {FieldOf(member)});");
            }

            if (record.Line is { IsTagged: true } tagged && record.Members[0] == member)
            {
                WriteVerb(tagged, scope);
            }
        }
        else if (member.Form is not ListForm && length is TerminatedBy by)
        {
            string start = scope.Locals.New(member.Name, "Start");
            scope.Code.Line($"int {start} = writer.Position;");
            write();
            scope.Code.Line($"{Terminated}.Write(ref writer, {start}, {Literal(by.Terminator)}, \"{member.Name}\");");
        }
        else
        {
            write();
        }

        if (member.Suffix.Count > 0)
        {
            string writing = member.Form is BytesForm { IsStreamed: true } ? $"{StreamedCode.Streams}.WriteEnd(ref writer, " : "writer.Write(";
            scope.Code.Line($"{writing}{Literal(member.Suffix)});");
        }
    }

    /// <summary>Adds what separates a token from the one in front of it.</summary>
    public static void AddSeparator(LineSpec line, int index, MemberSpec member, string value, ref int known, List<string> terms)
    {
        bool isFirst = line.IsFirst(index);
        int separator = line.Separator.Count;
        switch (member.Form)
        {
            case ListForm:
                string count = SizeCode.Count(member, value);
                terms.Add(isFirst ? $"(global::System.Math.Max(0, {count} - 1) * {separator})" : $"({count} * {separator})");
                break;

            case KeywordForm:
                terms.Add($"({value} ? {(isFirst ? 0 : separator)} : 0)");
                break;

            default:
                known += isFirst ? 0 : separator;
                break;
        }
    }

    /// <summary>What the line takes besides its tokens and the separators in front of them.</summary>
    public static int Around(LineSpec line) => (line.Verb is { } verb ? verb.Length + (line.IsTagged ? line.Separator.Count : 0) : 0) + line.Terminator.Count;

    public static LengthSource? LengthOf(WireForm form) => form switch
    {
        TextForm text => text.Length,
        BytesForm bytes => bytes.Length,
        ListForm list => list.Length,
        AsciiForm ascii => ascii.Length,
        _ => null,
    };

    /// <summary>Bytes as a literal.</summary>
    public static string Literal(EquatableArray<byte> bytes) => Literal(new string([.. bytes.Select(value => (char)value)]));

    /// <summary>Bytes that need not be text as an expression.</summary>
    public static string Bytes(EquatableArray<byte> bytes) => bytes.All(value => value < 0x80) ? Literal(bytes) : $"[{ConstantCode.Hex(bytes)}]";

    /// <summary>ASCII text as a literal of bytes.</summary>
    public static string Literal(string text) => $"{Quote(text)}u8";

    /// <summary>ASCII text as a literal.</summary>
    public static string Quote(string text)
    {
        StringBuilder literal = new("\"");
        foreach (char character in text)
        {
            _ = character switch
            {
                '\r' => literal.Append("\\r"),
                '\n' => literal.Append("\\n"),
                '\t' => literal.Append("\\t"),
                '"' => literal.Append("\\\""),
                '\\' => literal.Append("\\\\"),
                < ' ' or >= (char)0x7F => literal.Append("\\u").Append(((int)character).ToString("x4")),
                _ => literal.Append(character),
            };
        }

        return literal.Append('"').ToString();
    }

    /// <summary>Bytes for people.</summary>
    public static string Show(EquatableArray<byte> bytes) => string.Join(" ", bytes.Select(value => value switch
    {
        0x0D => "CR",
        0x0A => "LF",
        0x20 => "SP",
        > 0x20 and < 0x7F => ((char)value).ToString(),
        _ => value.ToString("X2"),
    }));
}
