using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A word of a line that is there or not.</summary>
internal sealed class KeywordCode(MemberSpec member, KeywordForm form) : FormCode(member)
{
    private string Word => LineCode.Literal(form.Word);

    public override void Read(ReadScope scope, PrefixItem? prefix, string local) =>
        scope.Code.Line($"bool {local} = {LineCode.Format}.TakeKeyword(ref reader, ref {scope.Line}, {Word}, {form.Behind?.Required ?? 0});");

    public override void Write(WriteScope scope, PrefixItem? prefix, string value)
    {
        OptionalTokenCode.Mark(Member, form.Behind, scope);
        scope.Code.Line($"if ({value})");
        scope.Code.Open();
        scope.Code.Line($"_ = {LineCode.Format}.Separate(ref writer, {scope.Line});");
        scope.Code.Line($"writer.Write({Word});");
        scope.Code.Close();
        scope.Code.Line();
    }

    public override string Content(string value) => $"({value} ? {form.Word.Length} : 0)";

    public override string Describe() => $"the word {form.Word}, or nothing";
}
