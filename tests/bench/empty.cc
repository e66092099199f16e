/* The least that a process linked to libxapian can do, to compare a cold start with. */
#include <xapian.h>

int main()
{
    return Xapian::major_version() == 1 ? 0 : 1;
}
