using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A tag that is looked at and left for the case, which writes it.</summary>
internal sealed class PeekCode(MemberSpec member, PeekForm form) : FormCode(member)
{
    /// <summary>How many bytes it looks at.</summary>
    public static int Bytes(PeekForm form) => form.Inner is OddWidthForm odd ? odd.Bytes : form.Primitive.Size();

    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        string span = scope.Locals.New(Name, "Span");
        scope.Code.If($"!reader.TryPeek({Bytes(form)}, out {Known.ReadOnlySpan} {span})", Failed);
        scope.Code.Line($"{form.TypeName} {local} = {Scalars.Read(form.Inner, span, 0)};");
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value)
    {
    }

    public override string Content(string value) => "0";

    public override void AddSize(string value, ref int known, List<string> terms)
    {
    }

    public override string Describe() => string.Empty;
}
