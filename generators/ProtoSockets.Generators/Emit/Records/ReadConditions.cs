using ProtoSockets.Generators.Emit.Records.Forms;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records;

/// <summary>Emits the statements that read members which are there or not: by a condition, by the version, or because bytes are left.</summary>
/// <param name="scope">The method.</param>
/// <param name="writeSteps">Writes what is read if the member is there.</param>
internal sealed class ReadConditions(ReadScope scope, Action<IReadOnlyList<Step>> writeSteps)
{
    public void Write(ConditionalStep step)
    {
        SourceWriter code = scope.Code;
        MemberSpec member = step.Member;
        string local = scope.Locals.Of(member.Name);
        string? condition = member.Condition is null ? null : IsThere(member, member.Condition);
        string? version = member.Versions?.Condition("reader.Version");
        scope.Places.MarkStart(member);
        if (scope.Walk?.Reads(member) != false)
        {
            code.Line(member.IsNullable ? $"{member.TypeName}? {local} = null;" : $"{member.TypeName} {local} = {Absent(member)};");
        }

        code.Line($"if ({(version is null || condition is null ? version ?? condition : $"{version} && {condition}")})");
        code.Open();
        scope.Walk?.Enter(member, code);
        writeSteps(step.Steps);
        code.Close();
        code.Line();
        scope.Places.MarkEnd(member);
        scope.Construction.Know(member);
    }

    private string IsThere(MemberSpec member, ConditionSpec condition) =>
        condition.IsOptional ? "reader.Remaining > 0"
        : condition.TokensBehind is { } behind ? OptionalTokenCode.IsThere(member, behind, scope)
        : condition.Absent is { } absent ? $"{scope.Locals.Of(condition.Name)} != {absent}"
        : condition.IsInHeader ? $"header.{SymbolReading.Escape(condition.Name)}"
        : condition.IsWireMember ? scope.Locals.Of(condition.Name)
        : scope.Property(condition.Name);

    /// <summary>The value of a member that the version does not have.</summary>
    public static string Absent(MemberSpec member) => member.Form switch
    {
        TextForm { IsString: true } => "string.Empty",
        BytesForm { IsArray: true } => "global::System.Array.Empty<byte>()",
        ListForm { IsArray: true } list => $"global::System.Array.Empty<{list.ElementType}>()",
        _ => "default!",
    };
}
