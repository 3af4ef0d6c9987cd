namespace ProtoSockets.Benchmarks.Wire.Shapes;

/// <summary>A handler that looks at three members of a message: as somebody writes it who knows that only these matter, by the view, and by the record.</summary>
internal interface ILook
{
    static abstract long ByHand(ReadOnlySpan<byte> frame);

    static abstract long ByView(ReadOnlySpan<byte> frame);

    static abstract long ByRecord(ReadOnlyMemory<byte> frame);
}

/// <summary>Shapes of which a few members are looked at.</summary>
internal static class ViewShape
{
    /// <summary>The three ways side by side. They are methods of a struct's type, so that none is called through a delegate.</summary>
    public static Shape Create<TLook>(string name, byte[] frame)
        where TLook : struct, ILook => new(
            name,
            frame.Length,
            [],
            [
                new(Shape.ByHand, count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TLook.ByHand(frame);
                    }

                    return sum;
                }),
                new("view", count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TLook.ByView(frame);
                    }

                    return sum;
                }),
                new("record", count =>
                {
                    long sum = 0;
                    for (int i = 0; i < count; i++)
                    {
                        sum += TLook.ByRecord(frame);
                    }

                    return sum;
                }),
            ]);
}
