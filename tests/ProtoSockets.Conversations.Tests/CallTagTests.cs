namespace ProtoSockets.Conversations.Tests;

/// <summary>Replies whose bytes only the question explains: the call remembers the tag that the request gives.</summary>
public sealed partial class CallTagTests
{
    public enum What : byte
    {
        Size = 1,
        Name = 2,
        Other = 3,
    }

    [WireUnion]
    public readonly partial struct Fact
    {
        [Discriminator, NotOnWire]
        public partial What What { get; }

        [Case(What.Size)]
        public readonly partial record struct Size(uint Bytes);

        [Case(What.Name)]
        public readonly partial record struct Name([Remaining] Utf8Text Text);
    }

    /// <summary>The reply has neither an id nor a tag: two bytes of length, a byte, and whatever was asked for.</summary>
    [Protocol, LengthPrefixed<ushort>]
    public sealed partial class Plain
    {
        [Request<Answer>]
        public readonly partial record struct Ask(What What, byte Number);

        [Reply]
        public readonly partial record struct Answer(byte Number, [DiscriminatedBy(nameof(Ask.What), InRequest = true)] Fact Fact);
    }

    /// <summary>The same in the default envelope, with calls that overtake each other.</summary>
    [Protocol]
    public sealed partial class Wrapped
    {
        [Request<Answer>(1)]
        public readonly partial record struct Ask(bool WantsName, byte Number)
        {
            [NotOnWire]
            public What What => WantsName ? What.Name : What.Size;
        }

        [Request<Answer>(2)]
        public readonly partial record struct AskAgain(What What);

        [Reply(3)]
        public readonly partial record struct Answer([DiscriminatedBy("What", InRequest = true)] Fact Fact);
    }

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_is_what_its_request_asked_for()
    {
        await using var server = new RunningServer<Plain.Wire>(new Plain.Server(new PlainHandler()), Anywhere);
        await using Plain.Client client = await Plain.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Plain.Answer> first = client.AskAsync(new(What.Size, 1), Cancelled).AsTask();
        Task<Plain.Answer> second = client.AskAsync(new(What.Name, 2), Cancelled).AsTask();
        Task<Plain.Answer> third = client.AskAsync(new(What.Size, 3), Cancelled).AsTask();
        Assert.Equal(new Plain.Answer(1, new Fact.Size(7)), await first.Soon());
        Assert.Equal(new Plain.Answer(2, new Fact.Name("seven"u8.ToArray())), await second.Soon());
        Assert.Equal(new Plain.Answer(3, new Fact.Size(7)), await third.Soon());
    }

    [Fact]
    public async Task The_tag_may_be_a_property_of_several_requests()
    {
        await using var server = new RunningServer<Wrapped.Wire>(new Wrapped.Server(new WrappedHandler()), Anywhere);
        await using Wrapped.Client client = await Wrapped.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(new Wrapped.Answer(new Fact.Size(7)), await client.AskAsync(new(false, 0), Cancelled));
        Assert.Equal(new Wrapped.Answer(new Fact.Name("seven"u8.ToArray())), await client.AskAsync(new(true, 0), Cancelled));
        Assert.Equal(new Wrapped.Answer(new Fact.Name("seven"u8.ToArray())), await client.AskAgainAsync(new(What.Name), Cancelled));
    }

    [Fact]
    public async Task A_handler_can_not_answer_another_question()
    {
        await using var server = new RunningServer<Wrapped.Wire>(new Wrapped.Server(new WrappedHandler()), Anywhere);
        await using Wrapped.Client client = await Wrapped.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => client.AskAgainAsync(new(What.Other), Cancelled).AsTask());
        Assert.Contains("Fact has the tag Size, and What of the request says Other", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new Wrapped.Answer(new Fact.Size(7)), await client.AskAsync(new(false, 0), Cancelled));
    }

    private static Fact Answer(What what) => what == What.Name ? new Fact.Name("seven"u8.ToArray()) : new Fact.Size(7);

    private sealed class PlainHandler : Plain.IServerHandler
    {
        public ValueTask<Plain.Answer> AskAsync(Plain.Ask request, Plain.Session session, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new Plain.Answer(request.Number, Answer(request.What)));
    }

    private sealed class WrappedHandler : Wrapped.IServerHandler
    {
        public async ValueTask<Wrapped.Answer> AskAsync(Wrapped.Ask request, Wrapped.Session session, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return new Wrapped.Answer(Answer(request.What));
        }

        public ValueTask<Wrapped.Answer> AskAgainAsync(Wrapped.AskAgain request, Wrapped.Session session, CancellationToken cancellationToken) =>
            ValueTask.FromResult(new Wrapped.Answer(Answer(request.What)));
    }
}
