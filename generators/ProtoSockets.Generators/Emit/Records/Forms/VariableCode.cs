using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A member whose end something else says: a prefix, another member, a terminator, or what encloses it.</summary>
internal abstract class VariableCode(MemberSpec member, LengthSource? length) : FormCode(member)
{
    /// <summary>What says where it ends; null for a record that needs nothing.</summary>
    protected LengthSource? Length => length;

    /// <summary>The bytes that end it when it is terminated.</summary>
    protected virtual int TerminatorBytes => 1;

    /// <summary>The size of a value with a prefix of variable width in front.</summary>
    protected virtual string Prefixed(VarIntPrefix prefix, string value, bool isCount) => $"{Known.Sizes}.Prefixed({VarIntCode.Name(prefix.Format)}, {Content(value)})";

    public override void AddSize(string value, ref int known, List<string> terms)
    {
        switch (length)
        {
            case FixedLength @fixed:
                known += @fixed.Bytes;
                return;

            case Terminated:
                known += TerminatorBytes;
                break;

            case UntilBytes end:
                known += end.Bytes.Count;
                break;

            case TerminatedBy by:
                known += by.Terminator.Count;
                break;

            case LengthPrefix { Prefix: FixedPrefix prefix }:
                known += prefix.Bytes;
                break;

            case CountPrefix { Prefix: FixedPrefix prefix }:
                known += prefix.Bytes;
                break;

            case LengthPrefix { Prefix: VarIntPrefix prefix }:
                terms.Add(Prefixed(prefix, value, isCount: false));
                return;

            case CountPrefix { Prefix: VarIntPrefix prefix }:
                terms.Add(Prefixed(prefix, value, isCount: true));
                return;
        }

        terms.Add(Content(value));
    }

    /// <summary>Finds the length or count, checks it against the limit, and returns the expression of it.</summary>
    public string Measure(ReadScope scope, PrefixItem? prefix, int? limit, bool isCount)
    {
        string tooLarge = isCount ? "TooMany" : "TooLong";
        string amount;
        switch (length)
        {
            case LengthPrefix { Prefix: VarIntPrefix varInt }:
                return MeasureVarInt(scope, varInt.Format, limit, isCount);

            case CountPrefix { Prefix: VarIntPrefix varInt }:
                return MeasureVarInt(scope, varInt.Format, limit, isCount);

            case LengthPrefix or CountPrefix:
                PrefixItem item = prefix!;
                string value = scope.Locals.New(Name, length is CountPrefix ? "Count" : "Length");
                scope.Code.Line($"{item.Prefix.Primitive.Keyword()} {value} = {Scalars.ReadPrefix(item.Prefix, scope.Runs[item.Run], item.Offset)};");
                amount = scope.Length(value, item.Prefix.Primitive, item.Prefix.Offset, 1, 0, Name, Name);
                break;

            case GivenLength given:
                amount = scope.Length(given.Field, Name);
                break;

            case GivenCount given:
                amount = scope.Length(given.Field, Name);
                break;

            case FixedCount { Count: var always }:
                return always.ToString();

            case Token token:
                amount = scope.Locals.New(Name, "Length");
                scope.Code.If($"!{LineCode.Format}.{(token.IsRest ? "TryRest" : "TryToken")}(ref reader, ref {scope.Line}, out int {amount})", Failed);
                LineCode.CheckVerb(scope, Member, amount, Failed);
                break;

            case TerminatedBy by:
                amount = scope.Locals.New(Name, "Length");
                scope.Code.If($"!{LineCode.Terminated}.TryFind(ref reader, {LineCode.Literal(by.Terminator)}, {limit?.ToString() ?? "int.MaxValue"}, out int {amount})", Failed);
                return amount;

            case Rest { Tail: 0 }:
                amount = "reader.Remaining";
                break;

            default:
                amount = scope.Locals.New(Name, "Length");
                scope.Code.Line($"int {amount} = reader.Remaining - {((Rest)length!).Tail};");
                break;
        }

        if (limit is { } most)
        {
            scope.Code.If($"{amount} > {most}", $"return {Known.Checks}.{tooLarge}(ref reader, \"{Name}\", {amount}, {most});");
        }

        return amount;
    }

    private string MeasureVarInt(ReadScope scope, VarIntFormat format, int? limit, bool isCount)
    {
        string tooLarge = isCount ? "TooMany" : "TooLong";
        string raw = scope.Locals.New(Name, isCount ? "Count" : "Length");
        bool isSigned = format == VarIntFormat.ZigZag;
        scope.Code.If(
            $"!{VarIntCode.Class(format)}.TryRead(ref reader, {VarIntCode.PrefixBytes(format)}, {VarIntCode.PrefixIsShortest(format)}, out {(isSigned ? "long" : "ulong")} {raw})",
            Failed);
        string most = limit?.ToString() ?? "int.MaxValue";
        scope.Code.If(isSigned ? $"{raw} < 0 || {raw} > {most}" : $"{raw} > {most}", $"return {Known.Checks}.{tooLarge}(ref reader, \"{Name}\", {raw}, {most});");
        return $"(int){raw}";
    }

    /// <summary>What the layout says of the length.</summary>
    protected string Describe(string what, string limit) => length switch
    {
        null => what + limit,
        UntilLast last => $"{what} up to the one that has {last.Member}{limit}",
        UntilBytes end => $"{what}, then {string.Join(" ", end.Bytes.Select(item => item.ToString("X2")))}{limit}",
        LengthPrefix prefix => $"{Describe(prefix.Prefix)} length, then {what}{limit}",
        CountPrefix prefix => $"{Describe(prefix.Prefix)} count, then {what}{limit}",
        FixedLength => $"{what}, padded",
        FixedCount { Count: var count } => $"{count} {what}{limit}",
        TerminatedBy by => $"{what}, then {LineCode.Show(by.Terminator)}{limit}",
        Token token => $"{what}, {(token.IsRest ? "the rest of the line" : "a token")}{limit}",
        Terminated => $"{what}, then a zero{limit}",
        GivenLength given => $"{what}, {given.Field.Name} bytes{limit}",
        GivenCount given => $"{what}, {given.Field.Name} of them{limit}",
        PerTag tags => $"{what}, one for each of {tags.Tags}{limit}",
        _ => $"{what}, the rest{limit}",
    };

    private static string Describe(PrefixSpec prefix) => prefix is FixedPrefix @fixed ? $"{@fixed.Bytes}-byte" : ((VarIntPrefix)prefix).Format.ToString();
}
