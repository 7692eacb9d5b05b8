package penstock.judge;

/// No bets: too little is known.
record ClosedSide() implements Side {
    @Override
    public boolean isOpen() {
        return false;
    }

    @Override
    public void count(long[] counts, int at, Sums stable, Sums candidate) {
        // Nothing to count for.
    }

    @Override
    public double value(int bet, long[] counts, int at) {
        return 0;
    }

    @Override
    public double cap(long[] counts, int at) {
        return 0;
    }

    @Override
    public double pace(double stable, double candidate) {
        return 0;
    }
}
