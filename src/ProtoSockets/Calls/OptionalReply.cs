namespace ProtoSockets;

/// <summary>The reply of a call that may end in silence (<see cref="ReplyCount.OneOrNone"/>). A handler returns a reply as it is, or <c>default</c> for silence.</summary>
/// <typeparam name="TReply">The reply.</typeparam>
public readonly struct OptionalReply<TReply> : IEquatable<OptionalReply<TReply>>
{
    private readonly TReply _reply;

    private OptionalReply(TReply reply)
    {
        _reply = reply;
        HasReply = true;
    }

    /// <summary>Whether there was a reply.</summary>
    public bool HasReply { get; }

    /// <summary>The reply.</summary>
    /// <exception cref="InvalidOperationException">There was none.</exception>
    public TReply Reply => HasReply ? _reply : throw new InvalidOperationException("The call ended without a reply. Check HasReply first.");

    /// <summary>There is a reply.</summary>
    /// <param name="reply">The reply.</param>
    public static implicit operator OptionalReply<TReply>(TReply reply) => new(reply);

    /// <inheritdoc/>
    public bool Equals(OptionalReply<TReply> other) => HasReply == other.HasReply && EqualityComparer<TReply>.Default.Equals(_reply, other._reply);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OptionalReply<TReply> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(HasReply, _reply);

    /// <summary>Whether both are the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(OptionalReply<TReply> left, OptionalReply<TReply> right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(OptionalReply<TReply> left, OptionalReply<TReply> right) => !left.Equals(right);

    /// <summary>The reply, or that there was none.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => HasReply ? $"{_reply}" : "(no reply)";
}
