using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>
/// What goes wrong on a network: which bytes arrive late, in pieces, changed or not at all. A plan is put together from parts, each of which gives a new plan, and laid over any transport:
/// <code>
/// FaultPlan plan = new FaultPlan(seed: 7).SplitAtEveryByte().DelayBy(TimeSpan.FromMilliseconds(20)).ResetIn(bytes: 50_000);
/// </code>
/// </summary>
/// <remarks>
/// Everything is drawn from the seed, and from where it happens: the number of the connection, its direction, and the number of the byte (over datagrams: of the datagram) in it. So the same
/// conversation meets the same faults again, however its threads are scheduled. Faults happen to what arrives at an end that the plan was laid over; lay it over both ends to have them in both directions.
/// </remarks>
public sealed partial class FaultPlan
{
    private readonly Fault[] _faults;

    /// <summary>Makes a plan in which nothing goes wrong yet.</summary>
    /// <param name="seed">What all is drawn from.</param>
    public FaultPlan(long seed)
        : this(seed, [])
    {
    }

    private FaultPlan(long seed, Fault[] faults)
    {
        Seed = seed;
        _faults = faults;
    }

    /// <summary>A plan in which nothing goes wrong.</summary>
    public static FaultPlan None { get; } = new(0);

    /// <summary>What all is drawn from.</summary>
    public long Seed { get; }

    /// <summary>Whether nothing goes wrong.</summary>
    public bool IsEmpty => _faults.Length == 0;

    /// <summary>What arrives is late.</summary>
    /// <param name="delay">By how much.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan DelayBy(TimeSpan delay) => DelayBy(delay, delay);

    /// <summary>What arrives is late. Over a stream it stays in order; datagrams overtake one another.</summary>
    /// <param name="least">The shortest delay.</param>
    /// <param name="most">The longest delay.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan DelayBy(TimeSpan least, TimeSpan most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(least, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, least);
        return With(new DelayFault(least, most));
    }

    /// <summary>Now and then one bit of a byte is turned round.</summary>
    /// <param name="bytes">Once in how many bytes, on average.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan FlipBitIn(int bytes) => With(new FlipFault(Positive(bytes)));

    /// <summary>Over a stream: every byte arrives alone.</summary>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan SplitAtEveryByte() => Split(1);

    /// <summary>Over a stream: what arrives comes in pieces, and what is sent is taken in pieces.</summary>
    /// <param name="mostBytes">The longest piece, in bytes; each has a length from 1 to that.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan Split(int mostBytes) => With(new SplitFault(Positive(mostBytes)));

    /// <summary>Over a stream: now and then nothing arrives for some time.</summary>
    /// <param name="duration">For how long.</param>
    /// <param name="bytes">Once in how many bytes, on average.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan StallFor(TimeSpan duration, int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        return With(new StallFault(duration, Positive(bytes)));
    }

    /// <summary>Over a stream: the connection is lost, in both directions, in front of a byte that arrives.</summary>
    /// <param name="bytes">How many bytes arrive before.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan ResetAfter(long bytes) => With(new EndFault(StreamEnd.Reset, NotNegative(bytes), IsExact: true));

    /// <summary>Over a stream: the connection is lost, in both directions.</summary>
    /// <param name="bytes">How many bytes arrive before, on average.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan ResetIn(int bytes) => With(new EndFault(StreamEnd.Reset, Positive(bytes), IsExact: false));

    /// <summary>Over a stream: the receiver sees an end in front of a byte, as if the sender had sent its last. What it sends further is lost; the other direction goes on.</summary>
    /// <param name="bytes">How many bytes arrive before.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan HalfCloseAfter(long bytes) => With(new EndFault(StreamEnd.HalfClose, NotNegative(bytes), IsExact: true));

    /// <summary>Over a stream: the receiver sees an end, as if the sender had sent its last. What it sends further is lost; the other direction goes on.</summary>
    /// <param name="bytes">How many bytes arrive before, on average.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan HalfCloseIn(int bytes) => With(new EndFault(StreamEnd.HalfClose, Positive(bytes), IsExact: false));

    /// <summary>Over datagrams: some never arrive.</summary>
    /// <param name="share">Which part of them: 0.1 is one in ten.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan Lose(double share) => With(new LossFault(Share(share)));

    /// <summary>Over datagrams: some arrive twice.</summary>
    /// <param name="share">Which part of them: 0.1 is one in ten.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan Duplicate(double share) => With(new DuplicateFault(Share(share)));

    /// <summary>Over datagrams: some arrive behind later ones. What is held back waits for those; if none follow it is lost.</summary>
    /// <param name="share">Which part of them: 0.1 is one in ten.</param>
    /// <param name="by">Behind how many later ones, at most.</param>
    /// <returns>The plan with that in addition.</returns>
    public FaultPlan Reorder(double share, int by = 1) => With(new ReorderFault(Share(share), Positive(by)));

    /// <summary>Further faults that happen only to what one side sends.</summary>
    /// <param name="side">The side.</param>
    /// <param name="add">Adds the faults to a plan: <c>plan => plan.Lose(0.1)</c>.</param>
    /// <returns>The plan with those in addition.</returns>
    public FaultPlan From(Side side, Func<FaultPlan, FaultPlan> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        return new FaultPlan(Seed, [.. _faults, .. add(new FaultPlan(Seed))._faults.Select(fault => fault with { From = side })]);
    }

    /// <summary>Lays the plan over a transport of streams: over the connections that it makes and accepts.</summary>
    /// <param name="transport">The transport: memory, TCP, any.</param>
    /// <param name="clock">The clock of delays and stalls; null for the system's.</param>
    /// <returns>The transport with the faults.</returns>
    public StreamTransport Over(StreamTransport transport, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return new FaultyStreamTransport(transport, this, clock ?? TimeProvider.System, new OpenEnds());
    }

    /// <summary>Lays the plan over a transport of datagrams: over the channels that it binds and connects.</summary>
    /// <param name="transport">The transport: memory, UDP, any.</param>
    /// <param name="clock">The clock of delays; null for the system's.</param>
    /// <returns>The transport with the faults.</returns>
    public DatagramTransport Over(DatagramTransport transport, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return new FaultyDatagramTransport(transport, this, clock ?? TimeProvider.System, new OpenEnds());
    }

    /// <summary>Lays the plan over one end of a connection.</summary>
    /// <param name="connection">The connection; closing the result closes it.</param>
    /// <param name="end">Which end it is: the faults of the other side happen to what arrives at it.</param>
    /// <param name="number">The number of the connection: each meets other faults.</param>
    /// <param name="clock">The clock of delays and stalls; null for the system's.</param>
    /// <returns>The connection with the faults.</returns>
    public StreamConnection Over(StreamConnection connection, Side end, int number = 1, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return new FaultyConnection(connection, this, end, number, clock ?? TimeProvider.System, new OpenEnds());
    }

    /// <summary>The plan in words, for the message of a test that fails.</summary>
    /// <returns>The seed, and the faults.</returns>
    public override string ToString() => _faults.Length == 0
        ? $"seed {Seed}, no faults"
        : $"seed {Seed}, {string.Join(", ", _faults.Select(static fault => fault.From == Side.Both ? fault.ToString() : $"{fault} from the {fault.From.ToString().ToLowerInvariant()}"))}";

    /// <summary>Whether what a side sends is delayed or stalled.</summary>
    internal bool TakesTime(Side from) => Of(from).Any(static fault => fault.TakesTime);

    /// <summary>What happens to the bytes that arrive at one end of a stream.</summary>
    internal StreamScript StreamFrom(Side from, int connection) => Script(Of(from), from, connection);

    /// <summary>In which pieces a side's bytes are taken from it.</summary>
    internal StreamScript SendsOf(Side side, int connection) => Script(Of(side).Where(static fault => fault is SplitFault), side, ~connection);

    /// <summary>What happens to the datagrams of one sender.</summary>
    internal DatagramScript DatagramsFrom(Side from, int sender) => new([.. Of(from)], SeedOf(from, sender));

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }

    private static long NotNegative(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        return value;
    }

    private static double Share(double value)
    {
        if (value is >= 0 and <= 1)
        {
            return value;
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "A share is a number from 0 to 1.");
    }

    private StreamScript Script(IEnumerable<Fault> faults, Side from, int connection)
    {
        ulong seed = SeedOf(from, connection);
        return new StreamScript([.. faults.Select((fault, index) => fault.OnStream(new FaultRandom(FaultRandom.Mix(seed, (ulong)index)))).OfType<StreamFault>()]);
    }

    private IEnumerable<Fault> Of(Side from) => _faults.Where(fault => fault.From == Side.Both || fault.From == from);

    private ulong SeedOf(Side from, int number) => FaultRandom.Mix(FaultRandom.Mix((ulong)Seed, (ulong)from + 1), (ulong)number);

    private FaultPlan With(Fault fault) => new(Seed, [.. _faults, fault]);
}
