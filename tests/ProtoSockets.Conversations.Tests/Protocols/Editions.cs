namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>A protocol in its second version.</summary>
[Protocol(Version = 2, MinVersion = 1)]
public sealed partial class SecondEdition
{
    [Request<Found>(1)]
    public readonly partial record struct Find([MaxBytes(20)] string Name, [Since(2)] ushort Limit);

    [Reply(2)]
    public readonly partial record struct Found([Before(2)] byte Count, [Since(2)] ushort Limit);
}

/// <summary>The same in its fourth, which speaks the second as well.</summary>
[Protocol(Version = 4, MinVersion = 2)]
public sealed partial class FourthEdition
{
    [Request<Found>(1)]
    public readonly partial record struct Find([MaxBytes(20)] string Name, [Since(2)] ushort Limit, [Since(3)] uint More);

    [Reply(2)]
    public readonly partial record struct Found([Since(2)] ushort Limit, [Since(4), MaxBytes(9)] string? Note);

    [Message(3, From = Side.Client), Since(3)]
    public readonly partial record struct Wave(byte Hand);
}

/// <summary>The same in its first, and no other.</summary>
[Protocol(Version = 1)]
public sealed partial class FirstEdition
{
    [Request<Found>(1)]
    public readonly partial record struct Find([MaxBytes(20)] string Name);

    [Reply(2)]
    public readonly partial record struct Found(byte Count);
}
