process.stdout.write('iov-lab\n')
