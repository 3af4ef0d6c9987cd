using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A record with a wire form of its own.</summary>
internal sealed class StructCode(MemberSpec member, StructForm form) : FormCode(member)
{
    public override void Read(ReadScope scope, PrefixItem? prefix, string local) =>
        scope.Code.If($"!{scope.TryRead(form.TypeName, local)}", Failed);

    public override void Write(WriteScope scope, PrefixItem? prefix, string value) => scope.Code.Line($"{value}.Write(ref writer);");

    public override string Content(string value) => form.IsVersioned && Version is not null ? $"{value}.GetSize({Version})" : $"{value}.GetSize()";

    public override void AddSize(string value, ref int known, List<string> terms)
    {
        if (form.Size.FixedSize is { } size)
        {
            known += size;
        }
        else
        {
            terms.Add(Content(value));
        }
    }

    public override string Describe() => form.TypeName.Replace("global::", string.Empty);
}
