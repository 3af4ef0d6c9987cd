namespace ProtoSockets.Analyzers;

/// <summary>
/// The ids of all diagnostics. An id is never reused and never changes its meaning: users write it into their projects. Each has a descriptor, a page
/// (docs/rules/{id}.md), a row in the index of the pages and a row in the release tracking; a test ties these together.
/// </summary>
internal static class DiagnosticIds
{
    // 1xxx: the definition of a protocol. What the parser finds has its ids in Schema/Problems/ProblemIds.cs.

    /// <summary>Machine byte order on the wire.</summary>
    public const string MachineByteOrder = "PSOCK1005";

    /// <summary>Switch over a union that leaves out a case.</summary>
    public const string NonExhaustiveSwitch = "PSOCK1047";

    // 2xxx: the life cycle of sockets, raw and generated.

    /// <summary>Accept before listening.</summary>
    public const string AcceptBeforeListening = "PSOCK2001";

    /// <summary>Listen before bind.</summary>
    public const string ListenBeforeBind = "PSOCK2002";

    /// <summary>Receive on an unbound datagram socket.</summary>
    public const string ReceiveOnUnboundDatagramSocket = "PSOCK2003";

    /// <summary>Send or receive before connect.</summary>
    public const string SendOrReceiveBeforeConnect = "PSOCK2004";

    /// <summary>Use after close.</summary>
    public const string UseAfterClose = "PSOCK2005";

    /// <summary>Invalid transition.</summary>
    public const string InvalidTransition = "PSOCK2006";

    /// <summary>Bind-time option set too late.</summary>
    public const string BindTimeOptionSetTooLate = "PSOCK2007";

    /// <summary>Endpoint read before bind.</summary>
    public const string EndpointReadBeforeBind = "PSOCK2008";

    /// <summary>Connection leaks.</summary>
    public const string ConnectionLeaks = "PSOCK2009";

    /// <summary>Server or client never started.</summary>
    public const string NeverStarted = "PSOCK2010";

    // 3xxx: buffers and borrowed memory.

    /// <summary>Transfer count discarded.</summary>
    public const string TransferCountDiscarded = "PSOCK3001";

    /// <summary>One receive is not one message.</summary>
    public const string ReceiveTakenForMessage = "PSOCK3002";

    /// <summary>Synchronous completion ignored.</summary>
    public const string SynchronousCompletionIgnored = "PSOCK3003";

    /// <summary>Zero-byte receive does not end the loop.</summary>
    public const string EndOfStreamIgnored = "PSOCK3004";

    /// <summary>Borrowed buffer escapes.</summary>
    public const string BorrowedBufferEscapes = "PSOCK3005";

    /// <summary>Chunk decoded without state.</summary>
    public const string ChunkDecodedWithoutState = "PSOCK3006";

    /// <summary>Allocates on every message.</summary>
    public const string AllocatesOnEveryMessage = "PSOCK3007";

    // 4xxx: reliability and security.

    /// <summary>Allocation sized by the peer.</summary>
    public const string AllocationSizedByPeer = "PSOCK4001";

    /// <summary>Cancellable wait without a token.</summary>
    public const string WaitWithoutToken = "PSOCK4002";

    /// <summary>Timeout has no effect on async calls.</summary>
    public const string TimeoutWithoutEffect = "PSOCK4003";

    /// <summary>Overlapping writes on one stream.</summary>
    public const string OverlappingWrites = "PSOCK4004";

    /// <summary>Send not observed before close.</summary>
    public const string SendNotObserved = "PSOCK4005";

    /// <summary>Accept loop ends on the first error.</summary>
    public const string AcceptLoopEnds = "PSOCK4006";

    /// <summary>Port sharing on a TCP listener.</summary>
    public const string SharedPort = "PSOCK4007";

    /// <summary>Datagram loop ends on a transient error.</summary>
    public const string DatagramLoopEnds = "PSOCK4008";

    /// <summary>Availability used as end or liveness.</summary>
    public const string AvailabilityTakenForEnd = "PSOCK4009";

    /// <summary>Blocking call in a handler.</summary>
    public const string BlockingHandler = "PSOCK4010";

    /// <summary>Handler that waits for itself.</summary>
    public const string WaitsForItself = "PSOCK4011";

    /// <summary>Message to a peer that is gone.</summary>
    public const string MessageAfterTheEnd = "PSOCK4012";

    /// <summary>Request that a handler ignores.</summary>
    public const string IgnoredRequest = "PSOCK4013";

    /// <summary>Certificate that nobody looks at.</summary>
    public const string UncheckedCertificate = "PSOCK4017";

    // 5xxx: compatibility.

    /// <summary>The layout differs from the committed wire lock in a way that breaks peers.</summary>
    public const string WireBreakingChange = "PSOCK5001";

    /// <summary>The wire lock does not hold the present layout.</summary>
    public const string StaleWireLock = "PSOCK5002";
}
