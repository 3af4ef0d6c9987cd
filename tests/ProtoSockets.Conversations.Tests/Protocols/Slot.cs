using System.Security.Cryptography;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>A server that reads what it is given to the end, and says how that went.</summary>
internal sealed class Slot : DropSlot.IServerHandler
{
    public Func<Task> BeforeAnswer { get; set; } = static () => Task.CompletedTask;

    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<Exception> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource<long> Logged { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How the first connection ended that had something put or logged.</summary>
    public TaskCompletionSource<Exception?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask<DropSlot.Stored> PutAsync(DropSlot.Put request, DropSlot.Session session, CancellationToken cancellationToken)
    {
        session.State = this;
        Begun.TrySetResult();
        try
        {
            // Without the token: what the member says of its end is of interest, and not that the connection has one.
            byte[] body = await request.Body.ToArrayAsync(4_000_000, CancellationToken.None);
            await BeforeAnswer();
            return new(body.Length, DigestOf(body));
        }
        catch (IOException exception)
        {
            Failed.TrySetResult(exception);
            throw;
        }
    }

    public ValueTask<DropSlot.Stored> StatAsync(DropSlot.Stat request, DropSlot.Session session, CancellationToken cancellationToken) =>
        new(new DropSlot.Stored(request.Name.ToString().Length, request.Name));

    public ValueTask<DropSlot.Mirrored> MirrorAsync(DropSlot.Mirror request, DropSlot.Session session, CancellationToken cancellationToken) =>
        new(new DropSlot.Mirrored(request.Body));

    public async ValueTask LogAsync(DropSlot.Log message, DropSlot.Session session, CancellationToken cancellationToken)
    {
        session.State = this;
        Logged.SetResult((await message.Body.ToArrayAsync(4_000_000, cancellationToken)).Length);
    }

    public ValueTask DisconnectedAsync(DropSlot.Session session, Exception? reason)
    {
        if (session.State is not null)
        {
            Ended.TrySetResult(reason);
        }

        return default;
    }

    public static string DigestOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
