using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A record or union, which may be limited to a length in front of it.</summary>
internal abstract class ScopedCode(MemberSpec member, LengthSource? length, bool skipsRest) : VariableCode(member, length)
{
    /// <summary>Emits the reading, within the length if there is one.</summary>
    /// <param name="scope">The method.</param>
    /// <param name="prefix">The prefix in the run in front, if it has one of fixed width.</param>
    /// <param name="fails">The expression that reads, and is true when it fails.</param>
    /// <param name="failed">What to do then.</param>
    protected void ReadScoped(ReadScope scope, PrefixItem? prefix, string fails, string failed)
    {
        if (Length is null)
        {
            scope.Code.If(fails, failed);
            return;
        }

        string bytes = Measure(scope, prefix, null, isCount: false);
        string end = scope.Locals.New(Name, "End");
        scope.Code.If($"!reader.TryEnter({bytes}, out int {end})", Failed);
        scope.Code.If(fails, failed);
        if (skipsRest)
        {
            scope.Code.Line("reader.SkipRest();");
        }

        scope.Code.If($"!reader.TryLeave({end})", Failed);
    }

    /// <summary>Emits the writing, with the length if there is one.</summary>
    protected void WriteScoped(WriteScope scope, PrefixItem? prefix, string write, string size)
    {
        SourceWriter code = scope.Code;
        if (Length is null)
        {
            code.Line(write);
            return;
        }

        if (Length is LengthPrefix { Prefix: VarIntPrefix varInt })
        {
            scope.WriteBehind(Member, varInt, size, null, () => code.Line(write));
            return;
        }

        string start = scope.Locals.New(Name, "Start");
        code.Line($"int {start} = writer.Position;");
        code.Line(write);
        string written = scope.Locals.New(Name, "Length");
        code.Line($"int {written} = writer.Position - {start};");
        scope.Limit(Member, written, WriteScope.Least(null, prefix), "ThrowTooLong");
        scope.WritePrefix(prefix, written);
    }
}
