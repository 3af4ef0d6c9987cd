namespace ProtoSockets.Schema;

/// <summary>What a checksum is computed over; the values are those of ProtoSockets.ChecksumRange.</summary>
internal enum ChecksumRange
{
    Record,
    Header,
    Frame,
}

/// <summary>A checksum of other bytes.</summary>
/// <param name="Algorithm">The full name of what computes it.</param>
/// <param name="IsBytes">Whether its value is bytes, else a number of the member's type.</param>
/// <param name="Range">What it is computed over; for a member of a header, which is a record itself, never <see cref="ChecksumRange.Header"/>.</param>
/// <param name="From">The first member that it covers, or null for the record's start.</param>
/// <param name="To">The last member that it covers, or null for the record's end.</param>
/// <param name="SelfAsZero">Whether its own bytes count as zeros, else they are left out.</param>
internal sealed record ChecksumSpec(string Algorithm, bool IsBytes, ChecksumRange Range, string? From, string? To, bool SelfAsZero) : DerivedSpec
{
    /// <summary>Whether the message behind the header is among what it covers.</summary>
    public bool IsOverFrame => Range == ChecksumRange.Frame;
}
