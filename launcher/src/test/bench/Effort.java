/**
 * How much is measured.
 *
 * @param quick just enough to see that the programs work; says nothing about speed
 * @param times how many times the usual counts
 */
record Effort(boolean quick, int times) {
    int count(int usual, int quickly) {
        return quick ? quickly : usual * times;
    }
}
