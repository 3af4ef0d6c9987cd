using Microsoft.Extensions.Time.Testing;

namespace MemcachedSample.Tests;

/// <summary>The sample's store, whose clock these tests move.</summary>
public sealed class MemoryStoreTests
{
    private const int ThirtyDays = 30 * 24 * 60 * 60;

    private static readonly byte[] Key = "key"u8.ToArray();
    private static readonly byte[] Value = "value"u8.ToArray();

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryStore _store;

    public MemoryStoreTests() => _store = new MemoryStore(8 << 20, _time);

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(ThirtyDays)]
    public void An_expiration_of_up_to_30_days_is_from_now_on(int seconds)
    {
        Store(Key, (uint)seconds);

        _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(Status.Success, _store.Get(Key).Status);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Status.KeyNotFound, _store.Get(Key).Status);
        Assert.Equal(0, _store.Counters.Bytes);
    }

    [Fact]
    public void A_larger_expiration_is_unix_time()
    {
        uint at = (uint)_time.GetUtcNow().AddSeconds(10).ToUnixTimeSeconds();
        Store(Key, at);

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(Status.Success, _store.Get(Key).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Status.KeyNotFound, _store.Get(Key).Status);
        Store(Key, ThirtyDays + 1);
        Assert.Equal(Status.KeyNotFound, _store.Get(Key).Status);
    }

    [Fact]
    public void Without_an_expiration_an_item_stays()
    {
        Store(Key, 0);

        _time.Advance(TimeSpan.FromDays(10_000));

        Assert.Equal(Status.Success, _store.Get(Key).Status);
    }

    [Fact]
    public void Touching_starts_the_time_anew()
    {
        Store(Key, 10);

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(Status.Success, _store.Touch(Key, 10).Status);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(Status.Success, _store.Get(Key).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Status.KeyNotFound, _store.Touch(Key, 10).Status);
    }

    [Fact]
    public void Changing_a_value_in_place_keeps_its_expiration()
    {
        Store(Key, 10);
        Assert.Equal(Status.Success, _store.Concatenate(Key, Value, 0, inFront: false).Status);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(Status.NotStored, _store.Concatenate(Key, Value, 0, inFront: false).Status);
    }

    [Fact]
    public void Flushing_later_takes_what_was_stored_before_that_time_and_nothing_else()
    {
        Store(Key, 0);
        _store.Flush(10);

        _time.Advance(TimeSpan.FromSeconds(5));
        Store("second"u8, 0);
        Assert.Equal(Status.Success, _store.Get(Key).Status);
        _time.Advance(TimeSpan.FromSeconds(5));
        Store("third"u8, 0);

        Assert.Equal(Status.KeyNotFound, _store.Get(Key).Status);
        Assert.Equal(Status.KeyNotFound, _store.Get("second"u8).Status);
        Assert.Equal(Status.Success, _store.Get("third"u8).Status);
    }

    [Fact]
    public void Each_change_gives_another_version()
    {
        ulong[] versions =
        [
            Store(Key, 0).Item!.Cas,
            Store(Key, 0).Item!.Cas,
            _store.Concatenate(Key, Value, 0, inFront: true).Item!.Cas,
            _store.Store(Key, "1"u8, 0, 0, 0, StoreCondition.KeyExists).Item!.Cas,
            _store.Count(Key, 1, 0, 0, 0, down: false, out _).Item!.Cas,
        ];

        Assert.Equal(versions.Distinct(), versions);
        Assert.Equal(versions[^1], _store.Touch(Key, 5).Item!.Cas);
    }

    [Fact]
    public void A_version_that_has_passed_does_not_count()
    {
        ulong first = _store.Store(Key, "1"u8, 0, 0, 0, StoreCondition.Always).Item!.Cas;
        ulong second = _store.Count(Key, 1, 0, 0, first, down: false, out _).Item!.Cas;

        Assert.Equal(Status.KeyExists, _store.Count(Key, 1, 0, 0, first, down: false, out _).Status);
        Assert.Equal(Status.Success, _store.Count(Key, 1, 0, 0, second, down: false, out ulong number).Status);
        Assert.Equal(3ul, number);
    }

    [Theory]
    [InlineData("007", 8)]
    [InlineData("9999 ", 10000)]
    [InlineData(" 12", 13)]
    public void Spaces_and_zeros_around_a_number_do_not_matter(string value, ulong expected)
    {
        _store.Store(Key, System.Text.Encoding.ASCII.GetBytes(value), 0, 0, 0, StoreCondition.Always);

        Assert.Equal(Status.Success, _store.Count(Key, 1, 0, 0, 0, down: false, out ulong number).Status);
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1 2")]
    [InlineData("+1")]
    [InlineData("0x10")]
    [InlineData("18446744073709551616")]
    public void What_is_no_number_is_not_counted(string value)
    {
        _store.Store(Key, System.Text.Encoding.ASCII.GetBytes(value), 0, 0, 0, StoreCondition.Always);

        Assert.Equal(Status.NonNumericValue, _store.Count(Key, 1, 0, 0, 0, down: true, out _).Status);
    }

    [Fact]
    public void A_value_that_is_too_large_takes_the_old_one_with_it()
    {
        Store(Key, 0);

        Assert.Equal(Status.ValueTooLarge, _store.Store(Key, new byte[MemoryStore.MaxItemBytes], 0, 0, 0, StoreCondition.Always).Status);

        Assert.Equal(Status.KeyNotFound, _store.Get(Key).Status);
    }

    [Fact]
    public void Appending_does_not_get_around_the_limit_of_an_item()
    {
        _store.Store(Key, new byte[900_000], 0, 0, 0, StoreCondition.Always);

        Assert.Equal(Status.ValueTooLarge, _store.Concatenate(Key, new byte[900_000], 0, inFront: false).Status);
        Assert.Equal(900_000, _store.Get(Key).Item!.Value.Length);
    }

    [Fact]
    public void When_memory_is_short_the_item_used_the_longest_ago_goes()
    {
        var store = new MemoryStore(2 << 20, _time);
        byte[] value = new byte[500_000];
        for (byte key = 0; key < 4; key++)
        {
            store.Store([key], value, 0, 0, 0, StoreCondition.Always);
        }

        Assert.Equal(Status.Success, store.Get([0]).Status);
        store.Store([4], value, 0, 0, 0, StoreCondition.Always);

        Assert.Equal(Status.Success, store.Get([0]).Status);
        Assert.Equal(Status.KeyNotFound, store.Get([1]).Status);
        Assert.Equal(1, store.Counters.Evictions);
    }

    [Fact]
    public void However_much_is_stored_the_limit_holds()
    {
        var store = new MemoryStore(1 << 20, _time);
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] key = BitConverter.GetBytes(random.Next(5_000));
            switch (random.Next(5))
            {
                case 0:
                    store.Delete(key, 0);
                    break;
                case 1:
                    store.Concatenate(key, new byte[random.Next(100)], 0, inFront: false);
                    break;
                case 2:
                    store.Get(key);
                    break;
                default:
                    store.Store(key, new byte[random.Next(2_000)], 0, (uint)random.Next(3), 0, StoreCondition.Always);
                    break;
            }

            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.InRange(store.Counters.Bytes, 0, store.MaxBytes);
        }

        store.Flush(0);
        Assert.Equal((0, 0), (store.Counters.Bytes, store.Counters.Items));
    }

    private Outcome Store(ReadOnlySpan<byte> key, uint expiration) => _store.Store(key, Value, 0, expiration, 0, StoreCondition.Always);
}
