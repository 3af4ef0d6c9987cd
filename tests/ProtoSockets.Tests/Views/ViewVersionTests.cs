using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Views;

public sealed class ViewVersionTests
{
    [Theory]
    [InlineData((ushort)1)]
    [InlineData((ushort)2)]
    [InlineData((ushort)3)]
    [InlineData((ushort)4)]
    public void A_view_is_told_the_version(ushort version)
    {
        byte[] bytes = new VersionTests.Entry(1, 2, "name", "label", 5, true, 6).ToBytes(version);
        Assert.True(VersionTests.Entry.TryRead(bytes, version, out VersionTests.Entry record, out _, out _));
        Assert.True(VersionTests.Entry.View.TryCreate(bytes, version, out VersionTests.Entry.View view, out WireError? error), error?.ToString());
        Assert.Equal(record, view.ToRecord());
        Assert.Equal(record.Weight, view.Weight);
        Assert.Equal(record.Name ?? string.Empty, view.Name.ToString());
        Assert.Equal(record.Label ?? string.Empty, view.Label.ToString());
        Assert.Equal(record.Middle, view.Middle);
        Assert.Equal(record.Note, view.Note);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(VersionTests.Entry.TryRead(bytes.AsMemory(0, length), version, out _, out _, out WireError? expected));
            Assert.False(VersionTests.Entry.View.TryCreate(bytes.AsSpan(0, length), version, out _, out error));
            Assert.Equal(expected!.ToString(), error!.ToString());
        }
    }
}
