using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>The last member of a message, of type <c>StreamedBytes</c>: only its length is read and written with the others.</summary>
internal sealed class StreamedCode(MemberSpec member, BytesForm form) : FormCode(member)
{
    public const string Type = "global::ProtoSockets.StreamedBytes";
    public const string Streams = Known.Runtime + ".WireStreams";

    private string Most => form.MaxBytes?.ToString() ?? "long.MaxValue";

    /// <summary>Emits the check of a length that counts the member and ends with it.</summary>
    public static void Limit(ReadScope scope, DerivedFieldRef field)
    {
        string value = field.InHeader ? $"header.{SymbolReading.Escape(field.Name)}" : scope.Locals.Of(field.Name);
        string how = field.Derived is LengthOfSpec length && (length.Bias != 0 || length.Unit != 1 || length.SelfBytes != 0)
            ? $", bias: {length.Bias}, unit: {length.Unit}, self: {length.SelfBytes}"
            : string.Empty;
        scope.Code.If($"!{Streams}.TryLimit(ref reader, \"{field.Name}\", {value}{how})", "return false;");
    }

    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        if (form.Length is GivenLength given)
        {
            Limit(scope, given.Field);
        }

        scope.Code.If($"!{Streams}.TryRead(ref reader, \"{Name}\", {Most}, out {Type} {local})", "return false;");
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value) =>
        scope.Code.Line($"{Streams}.Write(ref writer, \"{Name}\", {Most}, {value});");

    public override string Content(string value) => $"{Streams}.GetSize({value})";

    public override string Describe()
    {
        string length = form.Length is GivenLength given ? $"{given.Field.Name} bytes" : "the rest";
        return $"streamed bytes, {length}{(form.MaxBytes is { } most ? $", at most {most}" : string.Empty)}";
    }
}
