namespace ProtoSockets;

/// <summary>
/// A member that streams did not get through whole: the connection ended in the midst of it, its source gave too few or too many bytes or failed, or nothing of it moved for too long.
/// The connection is closed, since nobody could tell where the next frame begins.
/// </summary>
/// <param name="reason">What happened.</param>
/// <param name="transferred">How many bytes had come, or were sent.</param>
/// <param name="length">How many there were to be; -1 when nobody knew.</param>
/// <param name="innerException">What went wrong below, if anything did.</param>
public sealed class StreamedBytesException(string reason, long transferred, long length, Exception? innerException = null)
    : IOException($"{reason}: {transferred}{(length < 0 ? string.Empty : $" of {length}")} bytes of the streamed member got through.", innerException)
{
    /// <summary>How many bytes had come, or were sent.</summary>
    public long Transferred { get; } = transferred;

    /// <summary>How many bytes the member has; -1 when nobody knew.</summary>
    public long Length { get; } = length;
}
