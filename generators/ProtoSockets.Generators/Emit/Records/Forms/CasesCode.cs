using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>The content of a union: one of its cases.</summary>
internal sealed class CasesCode(MemberSpec member, CasesForm form) : ScopedCode(member, form.Length, form.SkipsRest)
{
    public override void Read(ReadScope scope, PrefixItem? prefix, string local) => ReadScoped(
        scope,
        prefix,
        $"!{(scope.IsTraced ? "TryDescribeContent(ref reader, dump, " : "TryReadContent(ref reader, ")}{scope.Locals.Of(form.Tag)}, {scope.TagOffset}, out {form.Union} {local})",
        "return false;");

    public override void Write(WriteScope scope, PrefixItem? prefix, string value) => WriteScoped(scope, prefix, "WriteContent(ref writer);", form.IsVersioned ? "GetContentSize(writer.Version)" : Content(value));

    public override string Content(string value) => form.IsVersioned && Version is not null ? $"GetContentSize({Version})" : "GetContentSize()";

    public override string Describe() => Describe("one of the cases", string.Empty);
}
