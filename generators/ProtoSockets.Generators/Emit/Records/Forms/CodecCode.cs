using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>Whatever a user's codec makes of it.</summary>
internal sealed class CodecCode(MemberSpec member, CodecForm form) : FormCode(member)
{
    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        string argument = form.Argument is null ? string.Empty : scope.Locals.Of(form.Argument) + ", ";
        scope.Code.If($"!{form.CodecType}.TryRead(ref reader, {argument}out {form.TypeName} {local})", Failed);
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value) => scope.Code.Line($"{form.CodecType}.Write(ref writer, {Argument}{value});");

    public override string Content(string value) => $"{form.CodecType}.GetSize({Argument}{value})";

    public override string Owned(string value) => form.TypeName == Known.Memory ? $"({Known.Memory}){value}.ToArray()" : base.Owned(value);

    public override string Describe() => "as " + form.CodecType.Replace("global::", string.Empty) + " says";

    /// <summary>The earlier member that the codec is told.</summary>
    private string Argument => form.Argument is null ? string.Empty : Locals.Property(form.Argument) + ", ";
}
