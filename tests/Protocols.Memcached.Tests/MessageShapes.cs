using System.Buffers.Binary;

namespace MemcachedSample.Tests;

/// <summary>All messages of the protocol, by the opcode under which they travel.</summary>
internal static class MessageShapes
{
    public static IReadOnlyDictionary<Opcode, MessageShape> Requests { get; } = new Dictionary<Opcode, MessageShape>
    {
        [Opcode.Get] = new MessageShape<Memcached.Get>(
            Memcached.Get.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.GetQ] = new MessageShape<Memcached.GetQ>(
            Memcached.GetQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.GetK] = new MessageShape<Memcached.GetK>(
            Memcached.GetK.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.GetKQ] = new MessageShape<Memcached.GetKQ>(
            Memcached.GetKQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Set] = new MessageShape<Memcached.Set>(
            Memcached.Set.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.SetQ] = new MessageShape<Memcached.SetQ>(
            Memcached.SetQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Add] = new MessageShape<Memcached.Add>(
            Memcached.Add.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.AddQ] = new MessageShape<Memcached.AddQ>(
            Memcached.AddQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Replace] = new MessageShape<Memcached.Replace>(
            Memcached.Replace.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.ReplaceQ] = new MessageShape<Memcached.ReplaceQ>(
            Memcached.ReplaceQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Delete] = new MessageShape<Memcached.Delete>(
            Memcached.Delete.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.DeleteQ] = new MessageShape<Memcached.DeleteQ>(
            Memcached.DeleteQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Increment] = new MessageShape<Memcached.Increment>(
            Memcached.Increment.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.IncrementQ] = new MessageShape<Memcached.IncrementQ>(
            Memcached.IncrementQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Decrement] = new MessageShape<Memcached.Decrement>(
            Memcached.Decrement.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.DecrementQ] = new MessageShape<Memcached.DecrementQ>(
            Memcached.DecrementQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Quit] = new MessageShape<Memcached.Quit>(
            Memcached.Quit.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.QuitQ] = new MessageShape<Memcached.QuitQ>(
            Memcached.QuitQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Flush] = new MessageShape<Memcached.Flush>(
            Memcached.Flush.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.FlushQ] = new MessageShape<Memcached.FlushQ>(
            Memcached.FlushQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.NoOp] = new MessageShape<Memcached.NoOp>(
            Memcached.NoOp.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Version] = new MessageShape<Memcached.Version>(
            Memcached.Version.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Append] = new MessageShape<Memcached.Append>(
            Memcached.Append.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.AppendQ] = new MessageShape<Memcached.AppendQ>(
            Memcached.AppendQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Prepend] = new MessageShape<Memcached.Prepend>(
            Memcached.Prepend.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.PrependQ] = new MessageShape<Memcached.PrependQ>(
            Memcached.PrependQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Stat] = new MessageShape<Memcached.Stat>(
            Memcached.Stat.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Verbosity] = new MessageShape<Memcached.Verbosity>(
            Memcached.Verbosity.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Touch] = new MessageShape<Memcached.Touch>(
            Memcached.Touch.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.Gat] = new MessageShape<Memcached.Gat>(
            Memcached.Gat.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.GatQ] = new MessageShape<Memcached.GatQ>(
            Memcached.GatQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.GatK] = new MessageShape<Memcached.GatK>(
            Memcached.GatK.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        [Opcode.GatKQ] = new MessageShape<Memcached.GatKQ>(
            Memcached.GatKQ.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
    };

    public static MessageShape Error { get; } =
        new MessageShape<Memcached.Error>(
            Memcached.Error.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize());

    public static IReadOnlyDictionary<string, MessageShape> ReplyKinds { get; } = new MessageShape[]
    {
        new MessageShape<Memcached.Item>(
            Memcached.Item.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        new MessageShape<Memcached.KeyedItem>(
            Memcached.KeyedItem.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        new MessageShape<Memcached.Stored>(
            Memcached.Stored.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        new MessageShape<Memcached.Done>(
            Memcached.Done.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        new MessageShape<Memcached.Counter>(
            Memcached.Counter.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        new MessageShape<Memcached.VersionReply>(
            Memcached.VersionReply.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        new MessageShape<Memcached.Statistic>(
            Memcached.Statistic.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
        new MessageShape<Memcached.Touched>(
            Memcached.Touched.TryRead, static (message, bytes, in header) => message.Write(bytes, in header), static message => message.GetSize()),
    }.ToDictionary(shape => shape.Name);

    public static IReadOnlyDictionary<Opcode, MessageShape> Replies { get; } = new Dictionary<Opcode, MessageShape>
    {
        [Opcode.Get] = ReplyKinds[nameof(Memcached.Item)],
        [Opcode.GetQ] = ReplyKinds[nameof(Memcached.Item)],
        [Opcode.GetK] = ReplyKinds[nameof(Memcached.KeyedItem)],
        [Opcode.GetKQ] = ReplyKinds[nameof(Memcached.KeyedItem)],
        [Opcode.Set] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.SetQ] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.Add] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.AddQ] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.Replace] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.ReplaceQ] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.Delete] = ReplyKinds[nameof(Memcached.Done)],
        [Opcode.DeleteQ] = ReplyKinds[nameof(Memcached.Done)],
        [Opcode.Increment] = ReplyKinds[nameof(Memcached.Counter)],
        [Opcode.IncrementQ] = ReplyKinds[nameof(Memcached.Counter)],
        [Opcode.Decrement] = ReplyKinds[nameof(Memcached.Counter)],
        [Opcode.DecrementQ] = ReplyKinds[nameof(Memcached.Counter)],
        [Opcode.Quit] = ReplyKinds[nameof(Memcached.Done)],
        [Opcode.Flush] = ReplyKinds[nameof(Memcached.Done)],
        [Opcode.FlushQ] = ReplyKinds[nameof(Memcached.Done)],
        [Opcode.NoOp] = ReplyKinds[nameof(Memcached.Done)],
        [Opcode.Version] = ReplyKinds[nameof(Memcached.VersionReply)],
        [Opcode.Append] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.AppendQ] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.Prepend] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.PrependQ] = ReplyKinds[nameof(Memcached.Stored)],
        [Opcode.Stat] = ReplyKinds[nameof(Memcached.Statistic)],
        [Opcode.Verbosity] = ReplyKinds[nameof(Memcached.Done)],
        [Opcode.Touch] = ReplyKinds[nameof(Memcached.Touched)],
        [Opcode.Gat] = ReplyKinds[nameof(Memcached.Item)],
        [Opcode.GatQ] = ReplyKinds[nameof(Memcached.Item)],
        [Opcode.GatK] = ReplyKinds[nameof(Memcached.KeyedItem)],
        [Opcode.GatKQ] = ReplyKinds[nameof(Memcached.KeyedItem)],
    };

    /// <summary>Every reader there is.</summary>
    public static IEnumerable<MessageShape> All => Requests.Values.Concat(ReplyKinds.Values).Append(Error);

    /// <summary>The kind of message that a frame is, by its opcode and status; null for opcodes that nobody declared.</summary>
    public static MessageShape? Find(ReadOnlySpan<byte> frame, bool fromClient)
    {
        var opcode = (Opcode)frame[1];
        return fromClient ? Requests.GetValueOrDefault(opcode)
            : BinaryPrimitives.ReadUInt16BigEndian(frame[6..]) != 0 ? Error
            : Replies.GetValueOrDefault(opcode);
    }
}
