using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Records.Forms;

/// <summary>
/// The code of a member that is no number of fixed size (those are in runs: <see cref="Layout"/>): how it is read, written, measured and copied. One class a form.
/// </summary>
internal abstract class FormCode(MemberSpec member)
{
    protected MemberSpec Member => member;

    protected string Name => member.Name;

    /// <summary>The statement that leaves <c>TryRead</c> and adds the member to the error's path.</summary>
    protected string Failed => $"return reader.In(\"{member.Name}\");";

    /// <summary>The expression of the version that sizes are for; null for sizes that no version exceeds.</summary>
    protected string? Version { get; private set; }

    /// <summary>Whether the member may have nothing in it, since the record came in a version without it: then it takes no bytes.</summary>
    protected bool MayLack { get; private set; }

    /// <summary>The code of a member by its form.</summary>
    public static FormCode Of(MemberSpec member, string? version = null, bool mayLack = false)
    {
        FormCode code = Create(member);
        code.Version = version;
        code.MayLack = mayLack && member is { Versions: not null, IsNullable: false };
        return code;
    }

    private static FormCode Create(MemberSpec member) => member.Form switch
    {
        StructForm form => new StructCode(member, form),
        TaggedForm form => new TaggedCode(member, form),
        CasesForm form => new CasesCode(member, form),
        PeekForm form => new PeekCode(member, form),
        CodecForm form => new CodecCode(member, form),
        TextForm form => new TextCode(member, form),
        BytesForm { IsStreamed: true } form => new StreamedCode(member, form),
        BytesForm form => new BytesCode(member, form),
        ListForm form => new ListCode(member, form),
        AsciiForm form => new AsciiCode(member, form),
        KeywordForm form => new KeywordCode(member, form),
        _ => throw new NotSupportedException($"{member.Form.GetType().Name} is read and written in runs."),
    };

    /// <summary>Emits the statements that read the member into a new local.</summary>
    /// <param name="scope">The method.</param>
    /// <param name="prefix">The prefix in the run in front, if it has one of fixed width.</param>
    /// <param name="local">The local's name.</param>
    public abstract void Read(ReadScope scope, PrefixItem? prefix, string local);

    /// <summary>Emits the statements that write the member.</summary>
    /// <param name="scope">The method.</param>
    /// <param name="prefix">The prefix in the run in front, if it has one of fixed width.</param>
    /// <param name="value">The expression of the value, which is not null.</param>
    public abstract void Write(WriteScope scope, PrefixItem? prefix, string value);

    /// <summary>The expression of the size of a value, without what stands in front of it or ends it.</summary>
    public abstract string Content(string value);

    /// <summary>Adds the size of the member with what stands in front of it and ends it.</summary>
    /// <param name="value">The expression of the value, which is not null.</param>
    /// <param name="known">The bytes that are always there.</param>
    /// <param name="terms">The expressions of the others.</param>
    public virtual void AddSize(string value, ref int known, List<string> terms) => terms.Add(Content(value));

    /// <summary>The expression of a copy that borrows nothing.</summary>
    public virtual string Owned(string value) => $"{value}.ToOwned()";

    /// <summary>What the layout in the doc comment says of it.</summary>
    public abstract string Describe();
}
