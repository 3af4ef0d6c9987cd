using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A union whose tag is somewhere else.</summary>
internal sealed class TaggedCode(MemberSpec member, TaggedForm form) : ScopedCode(member, form.Length, form.SkipsRest)
{
    private TagSource Source => form.Source ?? throw new InvalidOperationException("The parser has found the tag, or has reported that there is none.");

    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        string name = SymbolReading.Escape(Source.Name);
        string tag = Source.Place switch
        {
            TagPlace.Header => $"header.{name}",
            TagPlace.Property => scope.Property(Source.Name),
            TagPlace.Request => FromCall("reader.CallTag"),
            _ => scope.Locals.Of(Source.Name),
        };
        ReadScoped(scope, prefix, $"!{form.TypeName}.TryRead(ref reader, {tag}, out {form.TypeName} {local})", Failed);
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value)
    {
        if (Source.Place == TagPlace.Request)
        {
            string actual = $"{value}.{SymbolReading.Escape(form.TagProperty)}";
            string asked = scope.Locals.New(Name, "Asked");
            scope.Code.If(
                $"writer.CallTag is {{ }} {asked} && {actual} != {FromCall(asked)}",
                $"{Known.Unions}.ThrowNotAskedFor(\"{Name}\", {actual}, \"{Source.Name}\", {FromCall(asked)});");
        }
        else if (!Source.IsComputed)
        {
            string expected = Source.Place == TagPlace.Header ? $"header.{SymbolReading.Escape(Source.Name)}" : Locals.Property(Source.Name);
            string actual = $"{value}.{SymbolReading.Escape(form.TagProperty)}";
            scope.Code.If($"{actual} != {expected}", $"{Known.Unions}.ThrowOtherTag(\"{Name}\", {actual}, \"{Source.Name}\", {expected});");
        }

        WriteScoped(scope, prefix, $"{value}.Write(ref writer);", Content(value));
    }

    /// <summary>What the call remembers as a tag.</summary>
    private string FromCall(string value) => form.TagType == "bool" ? $"({value} != 0)" : $"unchecked(({form.TagType}){value})";

    public override string Content(string value) => $"{value}.GetSize()";

    public override string Describe() => Describe($"{form.TypeName.Replace("global::", string.Empty)}, whose tag is {Source.Name}", string.Empty);
}
