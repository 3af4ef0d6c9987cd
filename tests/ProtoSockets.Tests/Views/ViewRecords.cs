using ProtoSockets.Tests.Dumps;

namespace ProtoSockets.Tests.Views;

/// <summary>Members with conditions: on the wire, and properties over earlier members.</summary>
[WireStruct]
public readonly partial record struct Optional
{
    public byte Kind { get; init; }

    public bool IsNumbered => (Kind & 1) != 0;

    public bool HasMore => (Kind & 2) != 0;

    public bool IsPlaced => (Kind & 4) != 0;

    [When(nameof(IsNumbered))]
    public ushort? Number { get; init; }

    [When(nameof(HasMore)), MaxBytes(10)]
    public Utf8Text? Text { get; init; }

    [When(nameof(IsPlaced))]
    public SurveyPlace? Place { get; init; }

    public byte Last { get; init; }
}
