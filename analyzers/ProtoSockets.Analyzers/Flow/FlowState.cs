namespace ProtoSockets.Analyzers.Flow;

/// <summary>What a variable or an intermediate result may hold.</summary>
/// <param name="Objects">The tracked objects it may refer to, one bit each.</param>
/// <param name="MayBeNull">Whether it may be null.</param>
/// <param name="MayBeOther">Whether it may be something that is not tracked.</param>
/// <param name="IsInnerSocket">Whether it is the socket inside of the object rather than the object.</param>
/// <param name="IsStream">Whether it is a stream that closes the object when it is closed, rather than the object.</param>
internal readonly record struct FlowValue(ulong Objects, bool MayBeNull, bool MayBeOther, bool IsInnerSocket, bool IsStream = false)
{
    /// <summary>Something that is not tracked.</summary>
    public static readonly FlowValue Other = new(0, false, true, false);

    /// <summary>Null.</summary>
    public static readonly FlowValue Null = new(0, true, false, false);

    /// <summary>One tracked object and nothing else, or null.</summary>
    public bool IsExact => Objects != 0 && (Objects & (Objects - 1)) == 0 && !MayBeOther;

    /// <summary>A tracked object.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>The value.</returns>
    public static FlowValue Of(int index) => new(1UL << index, false, false, false);

    /// <summary>Whether two values are the same. Asked of each variable wherever paths meet: the compiler's own comparison asks a comparer for each member.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>True if they are.</returns>
    public bool Equals(FlowValue other) =>
        Objects == other.Objects && MayBeNull == other.MayBeNull && MayBeOther == other.MayBeOther && IsInnerSocket == other.IsInnerSocket && IsStream == other.IsStream;

    /// <summary>A hash of the objects.</summary>
    /// <returns>The hash.</returns>
    public override int GetHashCode() => Objects.GetHashCode();

    /// <summary>Either of two values.</summary>
    /// <param name="other">The other one.</param>
    /// <returns>The value.</returns>
    public FlowValue Or(FlowValue other) =>
        new(Objects | other.Objects, MayBeNull || other.MayBeNull, MayBeOther || other.MayBeOther, IsInnerSocket || other.IsInnerSocket, IsStream || other.IsStream);
}

/// <summary>What is known at one point of the code: the value of each variable, and the possible states of each object.</summary>
internal sealed class FlowState : IFlowState<FlowState>
{
    // Copied at each block: what most code has none of, the captured variables, is not there before it is needed.
    private readonly FlowValue[] _values;
    private readonly LifecycleStates[] _objects;
    private bool[]? _captured;
    private ulong _released;

    /// <summary>Nothing has happened yet.</summary>
    /// <param name="variables">The number of variables and intermediate results.</param>
    /// <param name="objects">The number of objects.</param>
    public FlowState(int variables, int objects)
    {
        _values = new FlowValue[variables];
        _objects = new LifecycleStates[objects];
    }

    private FlowState(FlowState other)
    {
        _values = (FlowValue[])other._values.Clone();
        _captured = (bool[]?)other._captured?.Clone();
        _objects = (LifecycleStates[])other._objects.Clone();
        _released = other._released;
    }

    /// <summary>The number of objects.</summary>
    public int ObjectCount => _objects.Length;

    /// <summary>A copy that can be changed.</summary>
    /// <returns>The copy.</returns>
    public FlowState Clone() => new(this);

    /// <summary>The value of a variable.</summary>
    /// <param name="variable">Its index.</param>
    /// <returns>The value.</returns>
    public FlowValue Value(int variable) => _values[variable];

    /// <summary>The possible states of an object.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>The states.</returns>
    public LifecycleStates Object(int index) => _objects[index];

    /// <summary>Whether the object may have been closed, or may be closed by code that is not in sight.</summary>
    /// <param name="index">Its index.</param>
    /// <returns>True if nobody has to close it here.</returns>
    public bool IsReleased(int index) => (_released & (1UL << index)) != 0;

    /// <summary>Closing the objects is done, or somebody else's business from now on.</summary>
    /// <param name="value">The objects.</param>
    public void Release(FlowValue value) => _released |= value.Objects;

    /// <summary>Whether a variable other than one still holds the object, or a stream over it.</summary>
    /// <param name="index">The index of the object.</param>
    /// <param name="except">The one variable.</param>
    /// <param name="variables">How many variables there are; behind them come intermediate results, which do not count.</param>
    /// <returns>True if one does.</returns>
    public bool IsHeldBesides(int index, int except, int variables)
    {
        for (int variable = 0; variable < variables; variable++)
        {
            if (variable != except && (_values[variable].Objects & (1UL << index)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Sets the possible states of an object.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="states">The states.</param>
    public void SetObject(int index, LifecycleStates states) => _objects[index] = states;

    /// <summary>Assigns to a variable. What a lambda can see is out of sight from then on.</summary>
    /// <param name="variable">Its index.</param>
    /// <param name="value">The value.</param>
    public void SetValue(int variable, FlowValue value)
    {
        if (_captured?[variable] == true || value.IsInnerSocket)
        {
            Escape(value);
            value = FlowValue.Other;
        }

        _values[variable] = value;
    }

    /// <summary>Narrows what a variable may hold, on one side of a branch.</summary>
    /// <param name="variable">Its index.</param>
    /// <param name="value">What it may hold there.</param>
    public void Refine(int variable, FlowValue value) => _values[variable] = value;

    /// <summary>Assigns an intermediate result, which may also be the socket inside of an object.</summary>
    /// <param name="variable">Its index.</param>
    /// <param name="value">The value.</param>
    public void SetIntermediate(int variable, FlowValue value) => _values[variable] = value;

    /// <summary>A lambda, a local function or a reference can reach the variable from now on.</summary>
    /// <param name="variable">Its index.</param>
    public void Capture(int variable)
    {
        Escape(_values[variable]);
        _values[variable] = FlowValue.Other;
        (_captured ??= new bool[_values.Length])[variable] = true;
    }

    /// <summary>Others can reach these objects from now on.</summary>
    /// <param name="value">The objects.</param>
    public void Escape(FlowValue value)
    {
        _released |= value.Objects;
        if (value.IsStream)
        {
            // Whoever has the stream can close the object, and nothing else.
            return;
        }

        for (int index = 0; index < _objects.Length; index++)
        {
            if ((value.Objects & (1UL << index)) != 0)
            {
                _objects[index] |= LifecycleStates.Escaped;
            }
        }
    }

    /// <summary>An object's life begins. Whatever still refers to the object that was made at the same place before is not followed any more.</summary>
    /// <param name="index">The index of the object.</param>
    /// <param name="states">Its states.</param>
    public void Begin(int index, LifecycleStates states)
    {
        ulong bit = 1UL << index;
        for (int variable = 0; variable < _values.Length; variable++)
        {
            FlowValue value = _values[variable];
            if ((value.Objects & bit) != 0)
            {
                _values[variable] = value with { Objects = value.Objects & ~bit, MayBeOther = true };
            }
        }

        _objects[index] = states;
        _released &= ~bit;
    }

    /// <summary>The scope of a variable ends.</summary>
    /// <param name="variable">Its index.</param>
    public void End(int variable)
    {
        _values[variable] = default;
        if (_captured is not null)
        {
            _captured[variable] = false;
        }
    }

    /// <summary>On this path the variable is null: an object that nothing else refers to does not exist here.</summary>
    /// <param name="value">What the variable held.</param>
    public void Forget(FlowValue value)
    {
        ulong referenced = 0;
        foreach (FlowValue other in _values)
        {
            referenced |= other.Objects;
        }

        for (int index = 0; index < _objects.Length; index++)
        {
            ulong bit = 1UL << index;
            if ((value.Objects & bit) != 0 && (referenced & bit) == 0 && (_objects[index] & LifecycleStates.Escaped) == LifecycleStates.None)
            {
                _objects[index] = LifecycleStates.None;
            }
        }
    }

    /// <summary>Takes in what is known on another path to the same point.</summary>
    /// <param name="other">The other path.</param>
    /// <returns>True if that added anything.</returns>
    public bool Join(FlowState other)
    {
        bool changed = false;
        for (int variable = 0; variable < _values.Length; variable++)
        {
            FlowValue known = _values[variable];
            if (!known.Equals(other._values[variable]) && known.Or(other._values[variable]) is var joined && !joined.Equals(known))
            {
                _values[variable] = joined;
                changed = true;
            }

            if (other._captured?[variable] == true && _captured?[variable] != true)
            {
                (_captured ??= new bool[_values.Length])[variable] = true;
                changed = true;
            }
        }

        for (int index = 0; index < _objects.Length; index++)
        {
            LifecycleStates joined = _objects[index] | other._objects[index];
            changed |= joined != _objects[index];
            _objects[index] = joined;
        }

        changed |= (other._released & ~_released) != 0;
        _released |= other._released;
        return changed;
    }
}
