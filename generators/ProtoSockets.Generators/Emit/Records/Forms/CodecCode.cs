using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>Whatever a user's codec makes of it.</summary>
internal sealed class CodecCode(MemberSpec member, CodecForm form) : FormCode(member)
{
    public override void Read(ReadScope scope, PrefixItem? prefix, string local) =>
        scope.Code.If($"!{form.CodecType}.TryRead(ref reader, {Argument(form, scope)}out {form.TypeName} {local})", Failed);

    public override void Write(WriteScope scope, PrefixItem? prefix, string value) => scope.Code.Line($"{form.CodecType}.Write(ref writer, {Argument(form, null)}{value});");

    public override string Content(string value) => $"{form.CodecType}.GetSize({Argument(form, null)}{value})";

    public override string Owned(string value) => form.TypeName == Known.Memory ? $"({Known.Memory}){value}.ToArray()" : base.Owned(value);

    public override string Describe() => "as " + form.CodecType.Replace("global::", string.Empty) + " says";

    /// <summary>What the codec is told, with a comma behind; nothing if it is told nothing. Several are a tuple.</summary>
    /// <param name="form">The codec.</param>
    /// <param name="scope">The method that reads; null in the record's own methods.</param>
    public static string Argument(CodecForm form, ReadScope? scope)
    {
        string[] values = [.. form.Arguments.Select(argument => scope is null ? Locals.Property(argument.Name) : argument.IsWireMember ? scope.Locals.Of(argument.Name) : scope.Property(argument.Name))];
        return values.Length switch { 0 => string.Empty, 1 => values[0] + ", ", _ => $"({string.Join(", ", values)}), " };
    }
}
