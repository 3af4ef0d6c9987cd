using ProtoSockets.Generators.Emit.Records;
using ProtoSockets.Schema;

namespace ProtoSockets.Generators.Emit.Views;

/// <content>Checksums: they are verified once all members are found.</content>
internal sealed partial class SpanWalk
{
    private const string End = "view._end";

    private void Verify(HeaderSpec? header)
    {
        string headerEnd = Sum("start", header?.Bytes ?? 0);
        foreach (MemberSpec member in ChecksumCode.Verified(_record))
        {
            ChecksumSpec spec = (ChecksumSpec)member.Derived!;
            (string start, string end) = spec.Range switch
            {
                ChecksumRange.Header => ("start", headerEnd),
                ChecksumRange.Frame => ("start", End),
                _ => (spec.From is { } from ? StartOf(from) : headerEnd, spec.To is { } to ? EndOf(to) : End),
            };
            Verify(member, StartOf(member.Name), start, end);
        }

        foreach (MemberSpec member in header is null ? [] : ChecksumCode.OfHeader(header))
        {
            Verify(member, Sum("start", HeaderMessageEmitter.OffsetOf(header!, member)), "start", End);
        }
    }

    private void Verify(MemberSpec member, string at, string start, string end) => Refuse(ChecksumCode.IsWrong(
        member, member.Form is ScalarForm form ? Scalars.Read(form, $"message.Slice({at}, {member.Size.Minimum})", 0) : string.Empty, start, end, at));

    /// <summary>Where a member starts, with the length in front of it.</summary>
    private string StartOf(string name)
    {
        ViewPart part = _fields.Of(name);
        int prefix = LengthOf(_record.Members.First(member => member.Name == name)) switch
        {
            LengthPrefix { Prefix: FixedPrefix length } => length.Bytes,
            CountPrefix { Prefix: FixedPrefix count } => count.Bytes,
            _ => 0,
        };
        return "view." + ViewFields.Plus(part.Start, (part.Item?.Offset ?? 0) - prefix);
    }

    private string EndOf(string name)
    {
        ViewPart part = _fields.Of(name);
        return part.Item is null ? $"view.{part.End}" : "view." + ViewFields.Plus(part.Start, part.Item.Offset + part.Item.Size);
    }
}
