using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits what computes and verifies checksums.</summary>
internal static class ChecksumCode
{
    /// <summary>The checksums of a record in the order in which they are computed.</summary>
    public static IEnumerable<MemberSpec> InOrder(RecordSpec record) => record.Members.Any(member => member.Derived is ChecksumSpec)
        ? ChecksumOrder.Of([.. record.Members.Select(member => (member.Name, member.Derived as ChecksumSpec))], out _).Select(index => record.Members[index])
        : [];

    /// <summary>The checksums that reading the record verifies: not those of a header over the message behind it.</summary>
    public static IEnumerable<MemberSpec> Verified(RecordSpec record) => InOrder(record).Where(member => !record.IsHeader || member.Derived is ChecksumSpec { IsOverFrame: false });

    /// <summary>Whether the place of the header is needed: a checksum covers more than the record that it is in.</summary>
    public static bool IsAround(RecordSpec record, HeaderSpec header) => IsBeyond(record) || OfHeader(header).Any();

    /// <summary>Whether the checksums of a message have to wait until there is a header in front of it.</summary>
    public static bool IsBeyond(RecordSpec record) => InOrder(record).Any(member => member.Derived is ChecksumSpec { Range: not ChecksumRange.Record });

    /// <summary>Emits the check of a checksum that was read.</summary>
    public static void Verify(MemberSpec member, string local, Places places, SourceWriter code)
    {
        ChecksumSpec spec = (ChecksumSpec)member.Derived!;
        Verify(member, member.Name, spec.IsBytes ? null : local, $"{Range(spec, places)}, {places.StartOf(member.Name)}", code);
    }

    /// <summary>The condition, over a span <c>message</c>, that a checksum is wrong.</summary>
    /// <param name="member">The member.</param>
    /// <param name="value">The expression of what came with the bytes; not used for one of bytes.</param>
    /// <param name="start">The expression of where the bytes start that it covers.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="at">Where it is itself.</param>
    public static string IsWrong(MemberSpec member, string value, string start, string end, string at)
    {
        ChecksumSpec spec = (ChecksumSpec)member.Derived!;
        string rest = $"{start}, {end}, {at}, {member.Size.Minimum}, {Bool(spec.SelfAsZero)}";
        return spec.IsBytes ? $"!{Known.Checksums}.IsRight<{spec.Algorithm}>(message, {rest})" : $"!{Known.Checksums}.IsRight<{spec.Algorithm}, {member.TypeName}>(message, {value}, {rest})";
    }

    /// <summary>Emits the check of the header's checksums over the whole message.</summary>
    public static void VerifyHeader(HeaderSpec header, SourceWriter code)
    {
        foreach (MemberSpec member in OfHeader(header))
        {
            string? value = ((ChecksumSpec)member.Derived!).IsBytes ? null : $"header.{SymbolReading.Escape(member.Name)}";
            Verify(member, $"{header.Record.Type.Name}.{member.Name}", value, $"headerStart, reader.Position, {PlaceOf(header, member)}", code);
        }
    }

    /// <summary>Emits the computation of a checksum. One of bytes is in its place then; else returns the local that holds it.</summary>
    public static string? Write(MemberSpec member, Locals locals, Places places, SourceWriter code)
    {
        ChecksumSpec spec = (ChecksumSpec)member.Derived!;
        string rest = $"{Range(spec, places)}, {places.StartOf(member.Name)}, {member.Size.Minimum}, {Bool(spec.SelfAsZero)}";
        if (spec.IsBytes)
        {
            code.Line($"{Known.Checksums}.Write<{spec.Algorithm}>(ref writer, {rest});");
            return null;
        }

        string local = locals.New(member.Name, "Computed");
        code.Line($"{member.TypeName} {local} = {Known.Checksums}.Compute<{spec.Algorithm}, {member.TypeName}>(ref writer, {rest});");
        return local;
    }

    /// <summary>Emits the computation of the header's checksums over the whole message.</summary>
    public static void WriteHeader(HeaderSpec header, SourceWriter code)
    {
        foreach (MemberSpec member in OfHeader(header))
        {
            ChecksumSpec spec = (ChecksumSpec)member.Derived!;
            string rest = $"headerStart, writer.Position, {PlaceOf(header, member)}, {member.Size.Minimum}, {Bool(spec.SelfAsZero)}";
            if (spec.IsBytes)
            {
                code.Line($"{Known.Checksums}.Write<{spec.Algorithm}>(ref writer, {rest});");
            }
            else
            {
                string span = $"writer.At({PlaceOf(header, member)}, {member.Size.Minimum})";
                code.Line(Scalars.Write((ScalarForm)member.Form, span, 0, $"{Known.Checksums}.Compute<{spec.Algorithm}, {member.TypeName}>(ref writer, {rest})", OrderCode.IsAtRunTime(member.Form) ? "writer.IsLittleEndian" : string.Empty));
            }
        }
    }

    /// <summary>Emits the place of a checksum of bytes: what was read, where a header is written as it was read; else whatever the buffer holds.</summary>
    public static void WritePlaceholder(MemberSpec member, string? given, SourceWriter code)
    {
        if (given is null)
        {
            code.Line($"_ = writer.Take({member.Size.Minimum});");
        }
        else
        {
            code.Line($"{Known.Checksums}.WriteAsRead(ref writer, {given}{(member.Form is BytesForm { IsArray: true } ? string.Empty : ".Span")}, {member.Size.Minimum});");
        }
    }

    /// <summary>Emits the property, which gives what came with the bytes.</summary>
    public static void EmitProperty(MemberSpec member, string declaration, SourceWriter code)
    {
        string name = Backing.Name(member);
        code.Line($"{declaration} => {name}.Value{(member.Form is BytesForm { IsArray: true } ? " ?? []" : string.Empty)};");
        code.Line();
        code.Line("[global::ProtoSockets.NotOnWire]");
        code.Line($"private {Known.Runtime}.OnWire<{member.TypeName}> {name} {{ get; init; }}");
    }

    /// <summary>The copy of what came with the bytes.</summary>
    public static string Owned(MemberSpec member)
    {
        string name = Backing.Name(member);
        return $"{name} = new({name}.Value.ToArray())";
    }

    public static string Describe(ChecksumSpec spec)
    {
        string algorithm = spec.Algorithm.Replace("global::", string.Empty).Replace("ProtoSockets.", string.Empty);
        string range = spec switch
        {
            { Range: ChecksumRange.Header } => "the header",
            { Range: ChecksumRange.Frame } => "the frame",
            { From: null, To: null } => "the record",
            _ => $"{spec.From ?? "the start"} to {spec.To ?? "the end"}",
        };
        return $"{algorithm} of {range}";
    }

    /// <summary>The header's checksums over the whole message.</summary>
    public static IEnumerable<MemberSpec> OfHeader(HeaderSpec header) => header.Record.Members.Where(member => member.Derived is ChecksumSpec { IsOverFrame: true });

    /// <summary>The place of a member of the header. What stands behind a length of variable size is counted from the header's end.</summary>
    private static string PlaceOf(HeaderSpec header, MemberSpec member)
    {
        int offset = HeaderMessageEmitter.OffsetOf(header, member);
        bool isBehind = header.VarInt is not null && header.Record.Members.SkipWhile(other => other.Form is not VarIntForm).Contains(member);
        return isBehind ? $"headerEnd - {header.Record.Size.Minimum - offset}" : $"headerStart + {offset}";
    }

    private static void Verify(MemberSpec member, string path, string? value, string range, SourceWriter code)
    {
        ChecksumSpec spec = (ChecksumSpec)member.Derived!;
        string rest = $"{range}, {member.Size.Minimum}, {Bool(spec.SelfAsZero)}";
        code.If(
            value is null
                ? $"!{Known.Checksums}.Verify<{spec.Algorithm}>(ref reader, \"{path}\", {rest})"
                : $"!{Known.Checksums}.Verify<{spec.Algorithm}, {member.TypeName}>(ref reader, \"{path}\", {value}, {rest})",
            "return false;");
    }

    /// <summary>The start and the end of what a checksum covers.</summary>
    private static string Range(ChecksumSpec spec, Places places) => spec.Range switch
    {
        ChecksumRange.Header => "headerStart, headerEnd",
        ChecksumRange.Frame => $"headerStart, {places.Cursor}.Position",
        _ => $"{(spec.From is null ? places.RecordStart : places.StartOf(spec.From))}, {(spec.To is null ? places.Cursor + ".Position" : places.EndOf(spec.To))}",
    };

    private static string Bool(bool value) => value ? "true" : "false";
}
