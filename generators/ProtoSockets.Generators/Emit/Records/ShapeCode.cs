using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Generators.Emit.Views;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the shape by which the end of a record is found without reading it.</summary>
internal static class ShapeCode
{
    public const string Interface = Known.Runtime + ".ISelfDelimiting";
    public const string Shape = Known.Runtime + ".MessageShape";
    public const string Step = Known.Runtime + ".ShapeStep";
    private const string Number = Known.Runtime + ".ShapeNumber";

    public static void Emit(RecordSpec record, SourceWriter code)
    {
        if (record.Parts is not { } parts)
        {
            return;
        }

        code.Line();
        if (parts.Parts.Count == 0)
        {
            code.Line($"static {Shape} {Interface}.Shape {{ get; }} = new();");
        }
        else
        {
            code.Line($"static {Shape} {Interface}.Shape {{ get; }} = new(");
            for (int index = 0; index < parts.Parts.Count; index++)
            {
                code.Line($"    {Of(parts.Parts[index], record)}{(index == parts.Parts.Count - 1 ? ");" : ",")}");
            }
        }

        code.Line();
    }

    private static string Of(PartSpec part, RecordSpec record) => Step + part switch
    {
        VarIntPart varInt => $".VarInt({VarIntCode.Name(varInt.Format)})",
        // A view passes over what it does not need to know the end, and allocates nothing.
        ReadPart when ViewEmitter.HasView(record) => $".Read(static (scoped ref {Known.Reader} reader) => {Known.Views}.TryPass<View>(ref reader))",
        ReadPart => $".Read(static (scoped ref {Known.Reader} reader) => TryRead(ref reader, out _))",
        FixedPart @fixed => $".Bytes({@fixed.Bytes})",
        ConstantPart constant => $".Constant({LineCode.Bytes(constant.Bytes)})",
        TerminatedPart { IsLine: true } line => $".Line({LineCode.Literal(line.Terminator)}, {line.MaxBytes})",
        TerminatedPart by => $".Until({LineCode.Literal(by.Terminator)}, {by.MaxBytes})",
        CountedPart counted => $".Counted({Of(counted.Number)}, {Suffix(counted.Suffix)})",
        MarkPart => ".Mark()",
        StreamedPart streamed => $".Streamed({(streamed.Number is null ? "null" : Of(streamed.Number))}, isFromMark: {Bool(streamed.IsFromMark)}, most: {streamed.MaxBytes?.ToString() ?? "long.MaxValue"}, {StreamedCode.EndingOf(streamed.Suffix, streamed.Length, streamed.MaxBytes) ?? "null"})",
        ListPart list => $".List({Of(list.Number)}, {Element(list.ElementType, list.ElementBytes)}, {Suffix(list.Suffix)})",
        ListUntilPart list => $".ListUntil({Element(list.ElementType, list.ElementBytes)}, {LineCode.Literal(list.Terminator)})",
        ChoicePart choice => $".Tagged({choice.Skip}, {string.Join(", ", choice.Cases.Select(@case => $"([{ConstantCode.Hex(@case.Tags)}], {Element(@case.TypeName, @case.Bytes)})"))})",
        NestedPart nested => $".Nested({Element(nested.TypeName, null)})",
        _ => throw new NotSupportedException(part.GetType().Name),
    };

    private static string Suffix(EquatableArray<byte> suffix) => suffix.Count == 0 ? "default" : LineCode.Literal(suffix);

    /// <summary>What gives the shape of an element.</summary>
    public static string Element(string type, int? bytes) => type.Length == 0 ? $"{Step}.OfBytes({bytes})" : $"{Step}.Of<{type}>()";

    private static string Of(NumberPlace place)
    {
        string number = place switch
        {
            TokenPlace token => $"{Number}.Token({LineCode.Format}, {token.Index}, {token.Radix}",
            AsciiPlace ascii => $"{Number}.Ascii({ascii.Offset}, {LineCode.Literal(ascii.Terminator)}, {ascii.Radix}",
            FieldPlace field => $"{Number}.Field({field.Offset}, {field.Width}, littleEndian: {Bool(field.Order == ByteOrder.LittleEndian)}, hasSign: {Bool(field.IsSigned)}",
            VarIntPlace varInt => $"{Number}.VarInt({varInt.Offset}, {VarIntCode.Name(varInt.Format)}",
            _ => throw new NotSupportedException(place.GetType().Name),
        };
        return $"{number}, bias: {place.Bias}, unit: {place.Unit}, self: {place.Self}, none: {place.Absent?.ToString() ?? "null"})";
    }

    private static string Bool(bool value) => value ? "true" : "false";
}
