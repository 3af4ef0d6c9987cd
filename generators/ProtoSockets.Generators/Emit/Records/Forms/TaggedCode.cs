using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>A union whose tag is somewhere else.</summary>
internal sealed class TaggedCode(MemberSpec member, TaggedForm form) : ScopedCode(member, form.Length, form.SkipsRest)
{
    private TagSource Source => form.Source ?? throw new InvalidOperationException("The parser has found the tag, or has reported that there is none.");

    public override void Read(ReadScope scope, PrefixItem? prefix, string local)
    {
        string tag = Tag(form, scope);
        string read = scope.IsTraced
            ? $"{Known.Dump}.TryRead(ref reader, dump, {tag}, out {form.TypeName} {local})"
            : $"{form.TypeName}.TryRead(ref reader, {tag}, out {form.TypeName} {local})";
        ReadScoped(scope, prefix, "!" + read, Failed);
    }

    /// <summary>The expression of the tag while a record is read.</summary>
    public static string Tag(TaggedForm form, ReadScope scope)
    {
        TagSource source = form.Source!;
        string name = SymbolReading.Escape(source.Name);
        return source.Place switch
        {
            TagPlace.Header => $"header.{name}",
            TagPlace.Property => scope.Property(source.Name),
            TagPlace.Request => FromCall(form, "reader.CallTag"),
            _ => scope.Locals.Of(source.Name),
        };
    }

    public override void Write(WriteScope scope, PrefixItem? prefix, string value)
    {
        if (Source.Place == TagPlace.Request)
        {
            string actual = $"{value}.{SymbolReading.Escape(form.TagProperty)}";
            string asked = scope.Locals.New(Name, "Asked");
            scope.Code.If(
                $"writer.CallTag is {{ }} {asked} && {actual} != {FromCall(form, asked)}",
                $"{Known.Unions}.ThrowNotAskedFor(\"{Name}\", {actual}, \"{Source.Name}\", {FromCall(form, asked)});");
        }
        else if (!Source.IsComputed)
        {
            string expected = Expected(form);
            string actual = scope.Locals.New(Name, "Tag");

            // A local: asked for again in the error, the union would be kept in memory.
            scope.Code.Line($"{form.TagType} {actual} = {value}.{SymbolReading.Escape(form.TagProperty)};");
            scope.Code.If($"{actual} != {expected}", $"{Known.Unions}.ThrowOtherTag(\"{Name}\", {actual}, \"{Source.Name}\", {expected});");
        }

        WriteScoped(scope, prefix, $"{value}.Write(ref writer);", Content(value));
    }

    /// <summary>The expression of the tag that a value has to have, for one that is not the request's.</summary>
    public static string Expected(TaggedForm form) => form.Source!.Place == TagPlace.Header ? $"header.{SymbolReading.Escape(form.Source.Name)}" : Locals.Property(form.Source.Name);

    /// <summary>What the call remembers as a tag.</summary>
    public static string FromCall(TaggedForm form, string value) => form.TagType == "bool" ? $"({value} != 0)" : $"unchecked(({form.TagType}){value})";

    public override string Content(string value) => $"{value}.GetSize()";

    public override string Describe() => Describe($"{form.TypeName.Replace("global::", string.Empty)}, whose tag is {Source.Name}", string.Empty);
}
