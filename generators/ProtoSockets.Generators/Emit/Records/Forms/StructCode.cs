using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A record with a wire form of its own.</summary>
internal sealed class StructCode(MemberSpec member, StructForm form) : ScopedCode(member, form.Length, form.SkipsRest)
{
    public override void Read(ReadScope scope, PrefixItem? prefix, string local) =>
        ReadScoped(scope, prefix, $"!{scope.TryRead(form.TypeName, local)}", Failed);

    public override void Write(WriteScope scope, PrefixItem? prefix, string value) => WriteScoped(scope, prefix, $"{value}.Write(ref writer);", form.IsVersioned ? $"{value}.GetSize(writer.Version)" : Content(value));

    public override string Content(string value) => MayLack ? $"{Known.Sizes}.OrNone({value})" : $"{There(value)}.GetSize({(form.IsVersioned ? Version : null)})";

    public override string Owned(string value) => Member.IsValueType ? base.Owned(value) : $"{value}?.ToOwned()!";

    private string There(string value) => Member.IsValueType || Member.IsNullable ? value : $"{Known.Nulls}.Of({value}, \"{Name}\")";

    public override void AddSize(string value, ref int known, List<string> terms)
    {
        if (form is { Length: null, Size.FixedSize: { } size })
        {
            known += size;
        }
        else
        {
            base.AddSize(value, ref known, terms);
        }
    }

    public override string Describe() => Describe(form.TypeName.Replace("global::", string.Empty), string.Empty);
}
