using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>The code of tokens that are there or not: how it is decided on read, and, on write, that nothing is written about which a reader would decide otherwise.</summary>
internal static class OptionalTokenCode
{
    /// <summary>The condition under which an optional token is there.</summary>
    public static string IsThere(MemberSpec member, TokensBehind behind, ReadScope scope)
    {
        if (IsRest(member))
        {
            return $"{LineCode.Format}.HasRest(ref reader, ref {scope.Line})";
        }

        IEnumerable<string> others = behind.Others.Select(word => $" && !{LineCode.Format}.IsNext(ref reader, ref {scope.Line}, {LineCode.Literal(word)})");
        return $"{LineCode.Format}.HasOptional(ref reader, ref {scope.Line}, {behind.Required}){string.Concat(others)}";
    }

    /// <summary>Takes note of where a token would stand, if a reader could take something else for it.</summary>
    public static void Mark(MemberSpec member, TokensBehind? behind, WriteScope scope)
    {
        if (behind is { IsOpen: true } || (behind is not null && IsRest(member)))
        {
            string place = scope.Locals.New(member.Name, "Place");
            scope.Code.Line($"int {place} = writer.Position;");
            scope.TokenPlaces.Add(member.Name, place);
        }
    }

    /// <summary>Checks all tokens that are there or not, once the line is complete.</summary>
    public static void Check(RecordSpec record, WriteScope scope)
    {
        foreach (MemberSpec member in record.Members.Where(member => scope.TokenPlaces.ContainsKey(member.Name)))
        {
            string value = Locals.Property(member.Name);
            string where = $"ref writer, {scope.Line}, {scope.TokenPlaces[member.Name]}";
            if (member.Form is KeywordForm { Behind: { } tokens } keyword)
            {
                scope.Code.If($"!{value}", $"{LineCode.Format}.CheckNoKeyword({where}, {LineCode.Literal(keyword.Word)}, {tokens.Required}, \"{member.Name}\");");
            }
            else if (IsRest(member))
            {
                scope.Code.If($"{value} is not null", $"{LineCode.Format}.CheckRestIsThere({where}, \"{member.Name}\");");
            }
            else if (member.Condition is { TokensBehind: { } behind })
            {
                IEnumerable<string> others = behind.Others.Select(word => $" && !{LineCode.Format}.IsWritten({where}, {LineCode.Literal(word)})");
                scope.Code.If($"{value} is null{string.Concat(others)}", $"{LineCode.Format}.CheckAbsent({where}, {behind.Required}, \"{member.Name}\");");
            }
        }
    }

    private static bool IsRest(MemberSpec member) => LineCode.LengthOf(member.Form) is Token { IsRest: true };
}
