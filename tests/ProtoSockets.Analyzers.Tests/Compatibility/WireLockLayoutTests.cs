namespace ProtoSockets.Analyzers.Tests.Compatibility;

/// <summary>PSOCK5001 for what is laid out at run time: byte orders and alignments.</summary>
public sealed class WireLockLayoutTests
{
    [Fact]
    public Task Another_marker_of_the_byte_order_breaks_the_wire() => WireLockTest.Reports(
        "[WireStruct, ByteOrder(nameof(M), 1)] public readonly partial record struct Point(byte M, int A);",
        "[WireStruct, ByteOrder(nameof(M), 2)] public readonly partial record struct Point(byte M, int {|PSOCK5001:A|});",
        "'Point.A' breaks the wire: at byte 1 the lock has 'from here on, little-endian when 'M' is 1: int32 in either order', and here is 'from here on, little-endian when 'M' is 2: int32 in either order'");

    [Fact]
    public Task An_order_that_is_no_longer_chosen_breaks_the_wire() => WireLockTest.Reports(
        "[WireStruct] public readonly partial record struct Point(bool M, [property: ByteOrder(nameof(Point.M))] int A);",
        "[WireStruct] public readonly partial record struct Point(bool M, int {|PSOCK5001:A|});",
        "'Point.A' breaks the wire: at byte 1 the lock has 'int32 in either order, little-endian when 'M'', and here is 'int32'");

    [Fact]
    public Task Another_alignment_breaks_the_wire() => WireLockTest.Reports(
        "[WireStruct] public readonly partial record struct Point([MaxBytes(9)] string T, [Align(4)] int A);",
        "[WireStruct] public readonly partial record struct {|PSOCK5001:Point|}([MaxBytes(9)] string T, [Align(8)] int A);",
        "'Point' breaks the wire: behind what varies in size the lock has 'padding to 4 from the start of the record', and here is 'padding to 8 from the start of the record'");
}
