using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets;

/// <summary>What a call brought: the reply, or the error reply of a peer that refused. A handler returns either one as it is.</summary>
/// <typeparam name="TReply">The reply.</typeparam>
/// <typeparam name="TError">The protocol's error reply.</typeparam>
public readonly struct CallResult<TReply, TError> : IEquatable<CallResult<TReply, TError>>
{
    private readonly TReply _reply;
    private readonly TError _error;

    private CallResult(TReply reply, TError error, bool isError)
    {
        _reply = reply;
        _error = error;
        IsError = isError;
    }

    /// <summary>Whether the peer refused.</summary>
    public bool IsError { get; }

    /// <summary>The reply.</summary>
    /// <exception cref="CallRefusedException">The peer refused; the exception carries the error.</exception>
    public TReply Reply => IsError ? throw new CallRefusedException(_error!) : _reply;

    /// <summary>The error.</summary>
    /// <exception cref="InvalidOperationException">The peer did not refuse.</exception>
    public TError Error => IsError ? _error : throw new InvalidOperationException("The call brought a reply, not an error. Check IsError first.");

    /// <summary>Gets the reply if there is one, else the error.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="error">The error.</param>
    /// <returns>Whether there is a reply.</returns>
    public bool TryGetReply([MaybeNullWhen(false)] out TReply reply, [MaybeNullWhen(true)] out TError error)
    {
        reply = _reply;
        error = _error;
        return !IsError;
    }

    /// <summary>The call brought a reply.</summary>
    /// <param name="reply">The reply.</param>
    public static implicit operator CallResult<TReply, TError>(TReply reply) => new(reply, default!, isError: false);

    /// <summary>The peer refused.</summary>
    /// <param name="error">The error.</param>
    public static implicit operator CallResult<TReply, TError>(TError error) => new(default!, error, isError: true);

    /// <inheritdoc/>
    public bool Equals(CallResult<TReply, TError> other) =>
        IsError == other.IsError
        && EqualityComparer<TReply>.Default.Equals(_reply, other._reply)
        && EqualityComparer<TError>.Default.Equals(_error, other._error);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CallResult<TReply, TError> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsError, _reply, _error);

    /// <summary>Whether both brought the same.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(CallResult<TReply, TError> left, CallResult<TReply, TError> right) => left.Equals(right);

    /// <summary>Whether they brought different things.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(CallResult<TReply, TError> left, CallResult<TReply, TError> right) => !left.Equals(right);

    /// <summary>The reply or the error.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => IsError ? $"Error: {_error}" : $"{_reply}";
}
