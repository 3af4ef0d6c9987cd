using System.IO.Pipelines;

namespace ProtoSockets.Streams;

/// <summary>Where a member that streams gets its bytes from when it is sent.</summary>
/// <param name="stream">A stream, or null.</param>
/// <param name="pipe">A pipe, or null.</param>
/// <param name="leaveOpen">Whether it is the sender's to close.</param>
/// <param name="allowMore">Whether it may go on behind the announced bytes.</param>
internal sealed class OutgoingSource(Stream? stream, PipeReader? pipe, bool leaveOpen, bool allowMore)
{
    public Stream? Stream { get; } = stream;

    public PipeReader? Pipe { get; } = pipe;

    public bool LeaveOpen { get; } = leaveOpen;

    public bool AllowMore { get; } = allowMore;
}
