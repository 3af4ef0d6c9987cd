using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets.Servers;

/// <summary>Names something that is remembered of a session. Each key is a name of its own, whatever it is called: keep it in a static field.</summary>
/// <typeparam name="T">What is remembered.</typeparam>
/// <param name="name">What it is called, for messages.</param>
public sealed class SessionKey<T>(string name)
{
    /// <summary>What it is called, for messages.</summary>
    public string Name { get; } = name ?? throw new ArgumentNullException(nameof(name));

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>
/// What is remembered of a session, by typed keys: from anywhere, also from interceptors and code that knows no protocol. It goes with the connection through all its protocols and is forgotten when that has ended, behind
/// <c>DisconnectedAsync</c>. A session of which nothing is remembered takes no memory for it, and what is set again none either.
/// </summary>
public readonly struct SessionItems
{
    private readonly SessionResources _resources;

    internal SessionItems(SessionResources resources) => _resources = resources;

    /// <summary>What is remembered under a key.</summary>
    /// <typeparam name="T">What is remembered.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet<T>(SessionKey<T> key, [MaybeNullWhen(false)] out T value)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _resources.TryGetItem(key, out value);
    }

    /// <summary>What is remembered under a key.</summary>
    /// <typeparam name="T">What is remembered.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>The value.</returns>
    /// <exception cref="KeyNotFoundException">Nothing is, or no longer.</exception>
    public T Get<T>(SessionKey<T> key) => TryGet(key, out T? value) ? value : throw new KeyNotFoundException($"Nothing is remembered of the session under \"{key.Name}\".");

    /// <summary>Remembers something under a key, in place of what was there.</summary>
    /// <typeparam name="T">What is remembered.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    public void Set<T>(SessionKey<T> key, T value)
    {
        ArgumentNullException.ThrowIfNull(key);
        _resources.SetItem(key, value);
    }

    /// <summary>Forgets what is remembered under a key.</summary>
    /// <typeparam name="T">What is remembered.</typeparam>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was something.</returns>
    public bool Remove<T>(SessionKey<T> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return _resources.RemoveItem(key);
    }
}
