namespace ProtoSockets.Benchmarks.Telemetry;

/// <summary>The smallest call in the default envelope, which takes a trace along.</summary>
[Protocol]
internal sealed partial class Echo
{
    [Request<Heard>(1)]
    public readonly partial record struct Say(ulong Number);

    [Reply(2)]
    public readonly partial record struct Heard(ulong Number);

    /// <summary>Answers with what it got.</summary>
    internal sealed class Handler : IServerHandler
    {
        public ValueTask<Heard> SayAsync(Say request, Session session, CancellationToken cancellationToken) => new(new Heard(request.Number));
    }
}
