using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>The last member of a message, of type <c>StreamedBytes</c>: only its length is read and written with the others.</summary>
internal sealed class StreamedCode(MemberSpec member, BytesForm form) : FormCode(member)
{
    public const string Type = "global::ProtoSockets.StreamedBytes";
    public const string Streams = Known.Runtime + ".WireStreams";
    public const string Ending = Known.Runtime + ".StreamedEnding";

    /// <summary>The most bytes: the user's limit, or what a prefix of its own can say.</summary>
    private string Most
    {
        get
        {
            long capacity = form.Length is LengthPrefix { Prefix: var prefix } ? prefix.LongCapacity : long.MaxValue;
            long most = Math.Min(form.MaxBytes ?? long.MaxValue, capacity);
            return most == long.MaxValue ? "long.MaxValue" : most.ToString();
        }
    }

    /// <summary>The expression of what ends a member besides its length; null for nothing.</summary>
    public static string? EndingOf(EquatableArray<byte> terminator, LengthSource length, int? most) => length switch
    {
        Chunks chunks => $"{Ending}.Chunked({Form(chunks)}, {most?.ToString() ?? "long.MaxValue"})",
        UntilClose => $"{Ending}.Connection({most?.ToString() ?? "long.MaxValue"})",
        _ => terminator.Count == 0 ? null : $"{Ending}.Terminator({LineCode.Literal(terminator)})",
    };

    private static string Form(Chunks chunks) => $"width: {chunks.Width}, littleEndian: {(chunks.Prefix?.Order == ByteOrder.LittleEndian ? "true" : "false")}";

    /// <summary>Emits the check of a length that counts the member and ends with it.</summary>
    public static void Limit(ReadScope scope, DerivedFieldRef field)
    {
        string value = field.InHeader ? $"header.{SymbolReading.Escape(field.Name)}" : scope.Locals.Of(field.Name);
        string how = field.Derived is LengthOfSpec length && (length.Bias != 0 || length.Unit != 1 || length.SelfBytes != 0)
            ? $", bias: {length.Bias}, unit: {length.Unit}, self: {length.SelfBytes}"
            : string.Empty;
        scope.Code.If($"!{Streams}.TryLimit(ref reader, \"{field.Name}\", {value}{how})", "return false;");
    }

    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        switch (form.Length)
        {
            case Chunks chunks:
                scope.Code.If($"!{Streams}.TryReadChunks(ref reader, \"{Name}\", {Most}, {Form(chunks)}, out {Type} {local})", "return false;");
                return;

            case GivenLength given:
                Limit(scope, given.Field);
                break;

            case LengthPrefix { Prefix: VarIntPrefix { Format: var format } }:
                string raw = scope.Locals.New(Name, "Length");
                string type = format == VarIntFormat.ZigZag ? "long" : "ulong";
                scope.Code.If($"!{VarIntCode.Class(format)}.TryRead(ref reader, {VarIntCode.PrefixBytes(format)}, {VarIntCode.PrefixIsShortest(format)}, out {type} {raw})", Failed);
                scope.Code.If($"!{Streams}.TryLimit(ref reader, \"{Name}\", {raw})", "return false;");
                break;

            case LengthPrefix:
                PrefixItem item = prefix!;
                string value = Scalars.ReadPrefix(item.Prefix, scope.Runs[item.Run], item.Offset);
                string bias = item.Prefix.Offset == 0 ? string.Empty : $", bias: {item.Prefix.Offset}";
                scope.Code.If($"!{Streams}.TryLimit(ref reader, \"{Name}\", {value}{bias})", "return false;");
                break;
        }

        scope.Code.If($"!{Streams}.TryRead(ref reader, \"{Name}\", {Most}, out {Type} {local})", "return false;");
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value)
    {
        if (form.Length is LengthPrefix { Prefix: VarIntPrefix ofLength })
        {
            scope.Code.Line($"{Streams}.CheckLength(\"{Name}\", {Most}, {value});");
            scope.WritePrefix(ofLength, $"{value}.Length");
        }
        else if (prefix is { } item)
        {
            string onWire = $"{Known.Checks}.ToWire(\"{Name}\", {value}.Length, unit: 1, bias: {item.Prefix.Offset}, most: {PrefixSpec.LongCapacityOf(item.Prefix.Primitive, item.Prefix.Bytes)})";
            scope.Code.Line(Scalars.WritePrefix(item.Prefix, scope.Runs[item.Run], item.Offset, onWire));
        }

        if (form.Length is Chunks chunks)
        {
            scope.Code.Line($"{Streams}.WriteChunks(ref writer, \"{Name}\", {Most}, {Form(chunks)}, {value});");
            return;
        }

        scope.Code.Line($"{Streams}.{(form.Length is UntilClose ? "WriteToEnd" : "Write")}(ref writer, \"{Name}\", {Most}, {value});");
    }

    public override void AddSize(string value, ref int known, List<string> terms)
    {
        switch (form.Length)
        {
            case LengthPrefix { Prefix: FixedPrefix prefix }:
                known += prefix.Bytes;
                break;

            case LengthPrefix { Prefix: VarIntPrefix prefix }:
                terms.Add($"{Streams}.PrefixSize({VarIntCode.Name(prefix.Format)}, {value})");
                break;
        }

        base.AddSize(value, ref known, terms);
    }

    public override string Content(string value) => form.Length is Chunks chunks ? $"{Streams}.GetChunkedSize({value}, {chunks.Width})" : $"{Streams}.GetSize({value})";

    public override string Describe()
    {
        string length = form.Length switch
        {
            GivenLength given => $"{given.Field.Name} bytes",
            LengthPrefix => "behind their length",
            Chunks => "in chunks",
            UntilClose => "to the end of the connection",
            _ => "the rest",
        };
        return $"streamed bytes, {length}{(form.MaxBytes is { } most ? $", at most {most}" : string.Empty)}";
    }
}
