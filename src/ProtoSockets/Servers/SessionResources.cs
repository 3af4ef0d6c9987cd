namespace ProtoSockets.Servers;

/// <summary>What is to be disposed when a connection has ended, through all the protocols that it speaks.</summary>
internal sealed partial class SessionResources
{
    private readonly Lock _gate = new();
    private List<IAsyncDisposable>? _resources;
    private bool _isReleased;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _resources is null && _firstItem is null;
            }
        }
    }

    /// <summary>Adds one, unless all have been disposed: nobody would dispose it any more.</summary>
    public bool TryAdd(IAsyncDisposable resource)
    {
        lock (_gate)
        {
            if (_isReleased)
            {
                return false;
            }

            (_resources ??= []).Add(resource);
            return true;
        }
    }

    /// <summary>Takes none any more, if there are none.</summary>
    public bool TryReleaseEmpty()
    {
        lock (_gate)
        {
            if (_resources is not null)
            {
                return false;
            }

            _isReleased = true;
            _firstItem = null;
            return true;
        }
    }

    /// <summary>Takes one out again.</summary>
    public void Remove(IAsyncDisposable resource)
    {
        lock (_gate)
        {
            if (_resources?.Remove(resource) is true && _resources.Count == 0)
            {
                _resources = null;
            }
        }
    }

    /// <summary>Disposes all of them, the last one first, whatever the others throw, and takes none any more.</summary>
    /// <param name="onFailure">Gets what they throw.</param>
    public async Task DisposeAsync(Action<Exception> onFailure)
    {
        List<IAsyncDisposable>? resources;
        lock (_gate)
        {
            _isReleased = true;
            (resources, _resources) = (_resources, null);
        }

        for (int index = (resources?.Count ?? 0) - 1; index >= 0; index--)
        {
            try
            {
                await resources![index].DisposeAsync().ConfigureAwait(false);
            }
#pragma warning disable CA1031 // A user's code may throw anything; it must not take the server down.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                onFailure(exception);
            }
        }

        lock (_gate)
        {
            _firstItem = null;
        }
    }
}
