using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Dumps;

/// <summary>The statements that note in a dump what a reader reads.</summary>
internal static class DumpCode
{
    /// <summary>Whether a member has an entry of its own. The members of a case stand beside the head's, unless a length of variable width is in front of them.</summary>
    public static bool HasEntry(MemberSpec member) => member.Form is not CasesForm { Length: null or LengthPrefix { Prefix: FixedPrefix } };

    /// <summary>Opens an entry at the reader's position.</summary>
    public static void WriteBegin(SourceWriter code, string name) => code.Line($"dump.Begin(\"{name}\", reader.Position);");

    /// <summary>Closes the entry.</summary>
    public static void WriteEnd(SourceWriter code, string local) => code.Line($"dump.End(reader.Position, {local});");

    /// <summary>Notes bytes that belong to no value, before they are checked.</summary>
    public static void WriteFiller(SourceWriter code, RunItem item)
    {
        string? what = item switch
        {
            MagicItem => "constant",
            ReservedItem => "reserved",
            PaddingItem => "padding",
            _ => null,
        };
        if (what is not null)
        {
            code.Line($"dump.AddFiller(\"{what}\", {Range(item)});");
        }
    }

    /// <summary>Notes padding, of which there may be none.</summary>
    public static void WritePadding(SourceWriter code, string start) =>
        code.If($"reader.Position > {start}", $"dump.AddFiller(\"padding\", {start}, reader.Position);");

    /// <summary>Notes a member of a run, once it is read. The bits of a container are noted one by one: <see cref="WriteBits"/>.</summary>
    public static void WriteItem(SourceWriter code, RunItem item, string span, Locals locals)
    {
        switch (item)
        {
            case ScalarItem scalar:
                code.Line($"dump.Add(\"{scalar.Spec.Name}\", {Range(item)}, {locals.Of(scalar.Spec.Name)});");
                break;

            case ConvertedItem converted:
                code.Line($"dump.Add(\"{converted.Spec.Name}\", {Range(item)}, {locals.Of(converted.Spec.Name)});");
                break;

            case PrefixItem prefix:
                string what = IsCount(prefix.Spec.Form) ? "count" : "length";
                code.Line($"dump.AddPrefix(\"{prefix.Spec.Name}\", \"{what}\", {Range(item)}, {Scalars.ReadPrefix(prefix.Prefix, span, item.Offset)});");
                break;

            case BitsItem bits when bits.Parts.All(part => part.Spec is null):
                code.Line($"dump.AddFiller(\"reserved\", {Range(item)});");
                break;
        }
    }

    /// <summary>Notes a member that is some bits of a container.</summary>
    public static void WriteBits(SourceWriter code, BitsItem item, BitPart part, string container, Locals locals) =>
        code.Line($"dump.AddBits(\"{part.Spec!.Name}\", {Range(item)}, {container}, {part.Shift}, {part.Bits}, {locals.Of(part.Spec.Name)});");

    private static string Range(RunItem item) => $"reader.Position - {item.Size}, reader.Position";

    private static bool IsCount(WireForm form) => form is TextForm { Length: CountPrefix } or BytesForm { Length: CountPrefix } or ListForm { Length: CountPrefix };
}
